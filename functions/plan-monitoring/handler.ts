import { documents, s3 } from '../../shared/adapters/clients.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { s3StoredContent } from '../../shared/adapters/s3-stored-content.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { VersionId } from '../../shared/registry/schema.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { task } from '../../shared/runtime/task.ts';
import { env } from './env.ts';
import { createPlanMonitoring, PlanMonitoringResult } from './plan-monitoring.ts';

const { REGISTRY_TABLE, AUDIT_TABLE, ARTEFACT_BUCKET, MONITOR_MACHINE_ARN, SCHEDULER_ROLE_ARN, SCHEDULE_GROUP } =
  readEnv(env);

export const handler = task({
  input: VersionId,
  output: PlanMonitoringResult,
  run: createPlanMonitoring({
    registry: dynamoModelRegistry(documents(), { registry: REGISTRY_TABLE, audit: AUDIT_TABLE }),
    artefacts: s3StoredContent(s3(), ARTEFACT_BUCKET),
    monitorMachineArn: MONITOR_MACHINE_ARN,
    schedulerRoleArn: SCHEDULER_ROLE_ARN,
    scheduleGroup: SCHEDULE_GROUP,
    clock: systemClock,
  }),
});
