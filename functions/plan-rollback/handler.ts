import { documents, s3 } from '../../shared/adapters/clients.ts';
import { documentPolicies } from '../../shared/adapters/document-policies.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { s3ContentStore } from '../../shared/adapters/s3-content-store.ts';
import { s3Documents } from '../../shared/adapters/s3-documents.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { task } from '../../shared/runtime/task.ts';
import { env } from './env.ts';
import { createPlanRollback, PlanRollbackResult, RollbackRequest } from './plan-rollback.ts';

const { REGISTRY_TABLE, AUDIT_TABLE, ARTEFACT_BUCKET, EVIDENCE_BUCKET, CAPTURE_BUCKET, MODEL_ROLE_ARN, ONNX_IMAGE } =
  readEnv(env);

export const handler = task({
  input: RollbackRequest,
  output: PlanRollbackResult,
  run: createPlanRollback({
    registry: dynamoModelRegistry(documents(), { registry: REGISTRY_TABLE, audit: AUDIT_TABLE }),
    artefacts: s3ContentStore(s3(), ARTEFACT_BUCKET),
    policies: documentPolicies(s3Documents(s3(), EVIDENCE_BUCKET)),
    surroundings: {
      artefactBucket: ARTEFACT_BUCKET,
      captureBucket: CAPTURE_BUCKET,
      modelRoleArn: MODEL_ROLE_ARN,
      images: { onnx: ONNX_IMAGE },
    },
  }),
});
