import { documents, s3 } from '../../shared/adapters/clients.ts';
import { documentPolicies } from '../../shared/adapters/document-policies.ts';
import { dynamoAuditTrail } from '../../shared/adapters/dynamo-audit-trail.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { dynamoSessions } from '../../shared/adapters/dynamo-sessions.ts';
import { s3Documents } from '../../shared/adapters/s3-documents.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { http } from '../../shared/runtime/http.ts';
import { env } from './env.ts';
import { createRegistryPages } from './registry-pages.ts';

const { REGISTRY_TABLE, AUDIT_TABLE, APPROVALS_TABLE, EVIDENCE_BUCKET } = readEnv(env);
const evidence = s3Documents(s3(), EVIDENCE_BUCKET);

export const handler = http(
  createRegistryPages({
    sessions: dynamoSessions(documents(), APPROVALS_TABLE),
    registry: dynamoModelRegistry(documents(), { registry: REGISTRY_TABLE, audit: AUDIT_TABLE }),
    trail: dynamoAuditTrail(documents(), AUDIT_TABLE),
    evidence,
    policies: documentPolicies(evidence),
    clock: systemClock,
  }),
);
