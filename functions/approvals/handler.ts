import { documents, kms, s3, stepFunctions } from '../../shared/adapters/clients.ts';
import { documentPolicies } from '../../shared/adapters/document-policies.ts';
import { dynamoApprovals } from '../../shared/adapters/dynamo-approvals.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { dynamoSessions, dynamoTries } from '../../shared/adapters/dynamo-sessions.ts';
import { kmsSigner, kmsVerifier } from '../../shared/adapters/kms-signer.ts';
import { s3Documents } from '../../shared/adapters/s3-documents.ts';
import { sfnTaskTokens } from '../../shared/adapters/sfn-task-tokens.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { randomId } from '../../shared/kernel/random.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { http } from '../../shared/runtime/http.ts';
import { createApprovals } from './approvals.ts';
import { env } from './env.ts';

const { REGISTRY_TABLE, AUDIT_TABLE, APPROVALS_TABLE, EVIDENCE_BUCKET, SITE_URL, SIGNING_KEY_ARN } = readEnv(env);
const tables = { registry: REGISTRY_TABLE, audit: AUDIT_TABLE, approvals: APPROVALS_TABLE };
const evidence = s3Documents(s3(), EVIDENCE_BUCKET);

export const handler = http(
  createApprovals({
    sessions: dynamoSessions(documents(), APPROVALS_TABLE),
    approvals: dynamoApprovals(documents(), tables),
    registry: dynamoModelRegistry(documents(), tables),
    policies: documentPolicies(evidence),
    evidence,
    signer: kmsSigner(kms, SIGNING_KEY_ARN),
    verify: kmsVerifier(kms, SIGNING_KEY_ARN),
    completeTask: sfnTaskTokens(stepFunctions),
    countTry: dynamoTries(documents(), APPROVALS_TABLE),
    siteUrl: SITE_URL,
    clock: systemClock,
    randomId: randomId(16),
  }),
);
