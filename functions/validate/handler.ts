import { documents, s3 } from '../../shared/adapters/clients.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { s3ContentStore } from '../../shared/adapters/s3-content-store.ts';
import { s3Documents } from '../../shared/adapters/s3-documents.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { VersionId } from '../../shared/registry/schema.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { task } from '../../shared/runtime/task.ts';
import { env } from './env.ts';
import { createValidate, ValidateResult } from './validate.ts';

const { REGISTRY_TABLE, AUDIT_TABLE, ARTEFACT_BUCKET, EVIDENCE_BUCKET } = readEnv(env);

export const handler = task({
  input: VersionId,
  output: ValidateResult,
  run: createValidate({
    registry: dynamoModelRegistry(documents(), { registry: REGISTRY_TABLE, audit: AUDIT_TABLE }),
    artefacts: s3ContentStore(s3(), ARTEFACT_BUCKET),
    evidence: s3Documents(s3(), EVIDENCE_BUCKET),
    clock: systemClock,
  }),
});
