import { documents } from '../../shared/adapters/clients.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { task } from '../../shared/runtime/task.ts';
import { env } from './env.ts';
import { createGoLive, GoLiveInput, GoLiveResult } from './go-live.ts';

const { REGISTRY_TABLE, AUDIT_TABLE } = readEnv(env);

export const handler = task({
  input: GoLiveInput,
  output: GoLiveResult,
  run: createGoLive({
    registry: dynamoModelRegistry(documents(), { registry: REGISTRY_TABLE, audit: AUDIT_TABLE }),
    clock: systemClock,
  }),
});
