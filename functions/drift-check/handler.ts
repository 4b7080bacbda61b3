import { documents, s3 } from '../../shared/adapters/clients.ts';
import { documentBaselines } from '../../shared/adapters/document-baselines.ts';
import { documentPolicies } from '../../shared/adapters/document-policies.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { s3ContentStore } from '../../shared/adapters/s3-content-store.ts';
import { s3Documents } from '../../shared/adapters/s3-documents.ts';
import { s3TrafficWindows } from '../../shared/adapters/s3-traffic-windows.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { emit } from '../../shared/runtime/metrics.ts';
import { task } from '../../shared/runtime/task.ts';
import { createDriftCheck, DriftCheckInput, DriftCheckResult } from './drift-check.ts';
import { env } from './env.ts';

const { REGISTRY_TABLE, AUDIT_TABLE, CAPTURE_BUCKET, EVIDENCE_BUCKET, ARTEFACT_BUCKET } = readEnv(env);
const evidence = s3Documents(s3(), EVIDENCE_BUCKET);

export const handler = task({
  input: DriftCheckInput,
  output: DriftCheckResult,
  run: createDriftCheck({
    registry: dynamoModelRegistry(documents(), { registry: REGISTRY_TABLE, audit: AUDIT_TABLE }),
    baselines: documentBaselines(evidence),
    traffic: s3TrafficWindows(s3(), CAPTURE_BUCKET),
    artefacts: s3ContentStore(s3(), ARTEFACT_BUCKET),
    evidence,
    policies: documentPolicies(evidence),
    emit,
    clock: systemClock,
  }),
});
