import { documents, s3 } from '../../shared/adapters/clients.ts';
import { documentBaselines } from '../../shared/adapters/document-baselines.ts';
import { documentPolicies } from '../../shared/adapters/document-policies.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { s3Documents } from '../../shared/adapters/s3-documents.ts';
import { s3Uploads } from '../../shared/adapters/s3-uploads.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { task } from '../../shared/runtime/task.ts';
import { env } from './env.ts';
import { createRegisterExternal, RegisterExternalInput, RegisterExternalResult } from './register-external.ts';

const { REGISTRY_TABLE, AUDIT_TABLE, INTAKE_BUCKET, EVIDENCE_BUCKET, ...scheduling } = readEnv(env);
const evidence = s3Documents(s3(), EVIDENCE_BUCKET);

export const handler = task({
  input: RegisterExternalInput,
  output: RegisterExternalResult,
  run: createRegisterExternal({
    registry: dynamoModelRegistry(documents(), { registry: REGISTRY_TABLE, audit: AUDIT_TABLE }),
    uploads: s3Uploads(s3(), INTAKE_BUCKET),
    evidence,
    baselines: documentBaselines(evidence),
    policies: documentPolicies(evidence),
    monitorMachineArn: scheduling.MONITOR_MACHINE_ARN,
    schedulerRoleArn: scheduling.SCHEDULER_ROLE_ARN,
    scheduleGroup: scheduling.SCHEDULE_GROUP,
    clock: systemClock,
  }),
});
