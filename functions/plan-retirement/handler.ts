import { documents } from '../../shared/adapters/clients.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { task } from '../../shared/runtime/task.ts';
import { env } from './env.ts';
import { createPlanRetirement, PlanRetirementResult, RetirementRequest } from './plan-retirement.ts';

const { REGISTRY_TABLE, AUDIT_TABLE, SCHEDULE_GROUP } = readEnv(env);

export const handler = task({
  input: RetirementRequest,
  output: PlanRetirementResult,
  run: createPlanRetirement({
    registry: dynamoModelRegistry(documents(), { registry: REGISTRY_TABLE, audit: AUDIT_TABLE }),
    scheduleGroup: SCHEDULE_GROUP,
  }),
});
