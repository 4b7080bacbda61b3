import { documents, s3, sageMakerRuntime } from '../../shared/adapters/clients.ts';
import { documentBaselines } from '../../shared/adapters/document-baselines.ts';
import { documentPolicies } from '../../shared/adapters/document-policies.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { s3Documents } from '../../shared/adapters/s3-documents.ts';
import { s3StoredContent } from '../../shared/adapters/s3-stored-content.ts';
import { sageMakerInference } from '../../shared/adapters/sagemaker-inference.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { task } from '../../shared/runtime/task.ts';
import { env } from './env.ts';
import { createEvaluate, EvaluateInput, EvaluateResult } from './evaluate.ts';

const { REGISTRY_TABLE, AUDIT_TABLE, ARTEFACT_BUCKET, EVIDENCE_BUCKET } = readEnv(env);
const evidence = s3Documents(s3(), EVIDENCE_BUCKET);

export const handler = task({
  input: EvaluateInput,
  output: EvaluateResult,
  run: createEvaluate({
    registry: dynamoModelRegistry(documents(), { registry: REGISTRY_TABLE, audit: AUDIT_TABLE }),
    artefacts: s3StoredContent(s3(), ARTEFACT_BUCKET),
    evidence,
    policies: documentPolicies(evidence),
    baselines: documentBaselines(evidence),
    inference: sageMakerInference(sageMakerRuntime),
    clock: systemClock,
  }),
});
