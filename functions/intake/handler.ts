import { documents, s3, stepFunctions } from '../../shared/adapters/clients.ts';
import { policyInForce } from '../../shared/adapters/document-policies.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { s3Documents } from '../../shared/adapters/s3-documents.ts';
import { s3Uploads } from '../../shared/adapters/s3-uploads.ts';
import { startOnce } from '../../shared/adapters/sfn-executions.ts';
import { ObjectCreated } from '../../shared/events/catalogue.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { IntakeResult } from '../../shared/registry/take-in.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { task } from '../../shared/runtime/task.ts';
import { env } from './env.ts';
import { createIntake } from './intake.ts';

const { INTAKE_BUCKET, EVIDENCE_BUCKET, REGISTRY_TABLE, AUDIT_TABLE, RELEASE_MACHINE_ARN } = readEnv(env);
const registry = dynamoModelRegistry(documents(), { registry: REGISTRY_TABLE, audit: AUDIT_TABLE });

export const handler = task({
  input: ObjectCreated,
  output: IntakeResult,
  run: createIntake({
    uploads: s3Uploads(s3(), INTAKE_BUCKET),
    policyInForce: policyInForce(s3Documents(s3(), EVIDENCE_BUCKET)),
    startRelease: startOnce(stepFunctions(), RELEASE_MACHINE_ARN),
    record: async (draft) => void (await registry.commit([], [draft])),
    clock: systemClock,
  }),
});
