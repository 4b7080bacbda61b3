import { documents, s3 } from '../../shared/adapters/clients.ts';
import { documentPolicies } from '../../shared/adapters/document-policies.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { s3ContentStore } from '../../shared/adapters/s3-content-store.ts';
import { s3Documents } from '../../shared/adapters/s3-documents.ts';
import { s3Uploads } from '../../shared/adapters/s3-uploads.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { emit } from '../../shared/runtime/metrics.ts';
import { task } from '../../shared/runtime/task.ts';
import { env } from './env.ts';
import { createReceive, ReceiveInput, ReceiveResult } from './receive.ts';

const { REGISTRY_TABLE, AUDIT_TABLE, INTAKE_BUCKET, ARTEFACT_BUCKET, EVIDENCE_BUCKET } = readEnv(env);

export const handler = task({
  input: ReceiveInput,
  output: ReceiveResult,
  run: createReceive({
    uploads: s3Uploads(s3(), INTAKE_BUCKET),
    artefacts: s3ContentStore(s3(), ARTEFACT_BUCKET),
    registry: dynamoModelRegistry(documents(), { registry: REGISTRY_TABLE, audit: AUDIT_TABLE }),
    policies: documentPolicies(s3Documents(s3(), EVIDENCE_BUCKET)),
    clock: systemClock,
    emit,
  }),
});
