import { documents } from '../../shared/adapters/clients.ts';
import { dynamoAuditTrail } from '../../shared/adapters/dynamo-audit-trail.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { http } from '../../shared/runtime/http.ts';
import { env } from './env.ts';
import { createRegistryApi } from './registry-api.ts';

const { REGISTRY_TABLE, AUDIT_TABLE } = readEnv(env);

export const handler = http(
  createRegistryApi({
    registry: dynamoModelRegistry(documents(), { registry: REGISTRY_TABLE, audit: AUDIT_TABLE }),
    trail: dynamoAuditTrail(documents(), AUDIT_TABLE),
    clock: systemClock,
  }),
);
