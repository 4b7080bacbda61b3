import { documents, s3 } from '../../shared/adapters/clients.ts';
import { documentPolicies } from '../../shared/adapters/document-policies.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { s3Documents } from '../../shared/adapters/s3-documents.ts';
import { s3StoredContent } from '../../shared/adapters/s3-stored-content.ts';
import { s3VerdictMarks } from '../../shared/adapters/s3-verdict-marks.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { VersionId } from '../../shared/registry/schema.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { emit } from '../../shared/runtime/metrics.ts';
import { task } from '../../shared/runtime/task.ts';
import { env } from './env.ts';
import { createValidate, ValidateResult } from './validate.ts';

const { REGISTRY_TABLE, AUDIT_TABLE, INTAKE_BUCKET, ARTEFACT_BUCKET, EVIDENCE_BUCKET } = readEnv(env);
const evidence = s3Documents(s3(), EVIDENCE_BUCKET);

export const handler = task({
  input: VersionId,
  output: ValidateResult,
  run: createValidate({
    registry: dynamoModelRegistry(documents(), { registry: REGISTRY_TABLE, audit: AUDIT_TABLE }),
    artefacts: s3StoredContent(s3(), ARTEFACT_BUCKET),
    evidence,
    policies: documentPolicies(evidence),
    marks: s3VerdictMarks(s3(), { intake: INTAKE_BUCKET, artefacts: ARTEFACT_BUCKET }),
    clock: systemClock,
    emit,
  }),
});
