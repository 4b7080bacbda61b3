import { documents, s3, ses } from '../../shared/adapters/clients.ts';
import { documentPolicies } from '../../shared/adapters/document-policies.ts';
import { dynamoApprovals } from '../../shared/adapters/dynamo-approvals.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { s3Documents } from '../../shared/adapters/s3-documents.ts';
import { sesMailer } from '../../shared/adapters/ses-mailer.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { randomId } from '../../shared/kernel/random.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { task } from '../../shared/runtime/task.ts';
import { env } from './env.ts';
import { createRequestApproval, RequestApprovalInput, RequestApprovalResult } from './request-approval.ts';

const { REGISTRY_TABLE, AUDIT_TABLE, APPROVALS_TABLE, EVIDENCE_BUCKET, SITE_URL, MAIL_FROM } = readEnv(env);
const evidence = s3Documents(s3(), EVIDENCE_BUCKET);
const tables = { registry: REGISTRY_TABLE, audit: AUDIT_TABLE, approvals: APPROVALS_TABLE };

export const handler = task({
  input: RequestApprovalInput,
  output: RequestApprovalResult,
  run: createRequestApproval({
    registry: dynamoModelRegistry(documents(), tables),
    approvals: dynamoApprovals(documents(), tables),
    policies: documentPolicies(evidence),
    evidence,
    sendMail: sesMailer(ses(), MAIL_FROM),
    siteUrl: SITE_URL,
    clock: systemClock,
    randomId: randomId(16),
  }),
});
