import { documents, kms, s3 } from '../../shared/adapters/clients.ts';
import { documentPolicies } from '../../shared/adapters/document-policies.ts';
import { dynamoApprovals } from '../../shared/adapters/dynamo-approvals.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { kmsVerifier } from '../../shared/adapters/kms-signer.ts';
import { s3Documents } from '../../shared/adapters/s3-documents.ts';
import { s3StoredContent } from '../../shared/adapters/s3-stored-content.ts';
import { surroundingsOf } from '../../shared/deployment/surroundings.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { task } from '../../shared/runtime/task.ts';
import { env } from './env.ts';
import { createPlanEndpoint, PlanInput, PlanResult } from './plan-endpoint.ts';

const variables = readEnv(env);
const { REGISTRY_TABLE, AUDIT_TABLE, APPROVALS_TABLE, ARTEFACT_BUCKET, EVIDENCE_BUCKET, SIGNING_KEY_ARN } = variables;

export const handler = task({
  input: PlanInput,
  output: PlanResult,
  run: createPlanEndpoint({
    registry: dynamoModelRegistry(documents(), { registry: REGISTRY_TABLE, audit: AUDIT_TABLE }),
    approvals: dynamoApprovals(documents(), {
      approvals: APPROVALS_TABLE,
      registry: REGISTRY_TABLE,
      audit: AUDIT_TABLE,
    }),
    verify: kmsVerifier(kms, SIGNING_KEY_ARN),
    artefacts: s3StoredContent(s3(), ARTEFACT_BUCKET),
    policies: documentPolicies(s3Documents(s3(), EVIDENCE_BUCKET)),
    surroundings: surroundingsOf(variables),
    clock: systemClock,
  }),
});
