import { documents, s3 } from '../../shared/adapters/clients.ts';
import { documentPolicies } from '../../shared/adapters/document-policies.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { s3Documents } from '../../shared/adapters/s3-documents.ts';
import { s3StoredContent } from '../../shared/adapters/s3-stored-content.ts';
import { surroundingsOf } from '../../shared/deployment/surroundings.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { task } from '../../shared/runtime/task.ts';
import { env } from './env.ts';
import { createPlanRollback, PlanRollbackResult, RollbackRequest } from './plan-rollback.ts';

const variables = readEnv(env);
const { REGISTRY_TABLE, AUDIT_TABLE, ARTEFACT_BUCKET, EVIDENCE_BUCKET } = variables;

export const handler = task({
  input: RollbackRequest,
  output: PlanRollbackResult,
  run: createPlanRollback({
    registry: dynamoModelRegistry(documents(), { registry: REGISTRY_TABLE, audit: AUDIT_TABLE }),
    artefacts: s3StoredContent(s3(), ARTEFACT_BUCKET),
    policies: documentPolicies(s3Documents(s3(), EVIDENCE_BUCKET)),
    surroundings: surroundingsOf(variables),
  }),
});
