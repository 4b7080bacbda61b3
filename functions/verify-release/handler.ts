import { documents, s3, sageMakerRuntime } from '../../shared/adapters/clients.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { s3Documents } from '../../shared/adapters/s3-documents.ts';
import { sageMakerInference } from '../../shared/adapters/sagemaker-inference.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { task } from '../../shared/runtime/task.ts';
import { env } from './env.ts';
import { createVerifyRelease, VerifyInput, VerifyResult } from './verify-release.ts';

const { REGISTRY_TABLE, AUDIT_TABLE, EVIDENCE_BUCKET } = readEnv(env);

export const handler = task({
  input: VerifyInput,
  output: VerifyResult,
  run: createVerifyRelease({
    registry: dynamoModelRegistry(documents(), { registry: REGISTRY_TABLE, audit: AUDIT_TABLE }),
    evidence: s3Documents(s3(), EVIDENCE_BUCKET),
    inference: sageMakerInference(sageMakerRuntime),
    clock: systemClock,
  }),
});
