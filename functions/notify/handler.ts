import { documents, s3, ses } from '../../shared/adapters/clients.ts';
import { documentPolicies } from '../../shared/adapters/document-policies.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { s3Documents } from '../../shared/adapters/s3-documents.ts';
import { sesMailer } from '../../shared/adapters/ses-mailer.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { emit } from '../../shared/runtime/metrics.ts';
import { task } from '../../shared/runtime/task.ts';
import { env } from './env.ts';
import { createNotify, NotifyInput, NotifyResult } from './notify.ts';

const { REGISTRY_TABLE, AUDIT_TABLE, EVIDENCE_BUCKET, SITE_URL, MAIL_FROM } = readEnv(env);
const evidence = s3Documents(s3(), EVIDENCE_BUCKET);

export const handler = task({
  input: NotifyInput,
  output: NotifyResult,
  run: createNotify({
    registry: dynamoModelRegistry(documents(), { registry: REGISTRY_TABLE, audit: AUDIT_TABLE }),
    policies: documentPolicies(evidence),
    evidence,
    sendMail: sesMailer(ses(), MAIL_FROM),
    siteUrl: SITE_URL,
    emit,
  }),
});
