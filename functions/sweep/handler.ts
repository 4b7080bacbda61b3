import { documents, s3, ses, stepFunctions } from '../../shared/adapters/clients.ts';
import { documentPolicies } from '../../shared/adapters/document-policies.ts';
import { dynamoApprovals } from '../../shared/adapters/dynamo-approvals.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { s3Documents } from '../../shared/adapters/s3-documents.ts';
import { sesMailer } from '../../shared/adapters/ses-mailer.ts';
import { sfnTaskTokens } from '../../shared/adapters/sfn-task-tokens.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { emit } from '../../shared/runtime/metrics.ts';
import { task } from '../../shared/runtime/task.ts';
import { env } from './env.ts';
import { createSweep, SweepInput, SweepResult } from './sweep.ts';

const { REGISTRY_TABLE, AUDIT_TABLE, APPROVALS_TABLE, EVIDENCE_BUCKET, SITE_URL, MAIL_FROM } = readEnv(env);
const tables = { registry: REGISTRY_TABLE, audit: AUDIT_TABLE, approvals: APPROVALS_TABLE };

export const handler = task({
  input: SweepInput,
  output: SweepResult,
  run: createSweep({
    registry: dynamoModelRegistry(documents(), tables),
    approvals: dynamoApprovals(documents(), tables),
    policies: documentPolicies(s3Documents(s3(), EVIDENCE_BUCKET)),
    completeTask: sfnTaskTokens(stepFunctions),
    sendMail: sesMailer(ses(), MAIL_FROM),
    siteUrl: SITE_URL,
    clock: systemClock,
    emit,
  }),
});
