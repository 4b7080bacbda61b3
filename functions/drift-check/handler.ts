import { documents, s3, sageMakerRuntime } from '../../shared/adapters/clients.ts';
import { documentBaselines } from '../../shared/adapters/document-baselines.ts';
import { documentPolicies } from '../../shared/adapters/document-policies.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { s3CountedWindows } from '../../shared/adapters/s3-counted-windows.ts';
import { s3Documents } from '../../shared/adapters/s3-documents.ts';
import { s3StoredContent } from '../../shared/adapters/s3-stored-content.ts';
import { s3TrafficFiles } from '../../shared/adapters/s3-traffic-files.ts';
import { sageMakerInference } from '../../shared/adapters/sagemaker-inference.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { ONE_PASS } from '../../shared/monitoring/batches.ts';
import { JOINING } from '../../shared/monitoring/id-parts.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { emit } from '../../shared/runtime/metrics.ts';
import { task } from '../../shared/runtime/task.ts';
import { createDriftCheck, DriftCheckInput, DriftCheckResult } from './drift-check.ts';
import { env } from './env.ts';

const { REGISTRY_TABLE, AUDIT_TABLE, CAPTURE_BUCKET, INTAKE_BUCKET, EVIDENCE_BUCKET, ARTEFACT_BUCKET } = readEnv(env);
const evidence = s3Documents(s3(), EVIDENCE_BUCKET);

export const handler = task({
  input: DriftCheckInput,
  output: DriftCheckResult,
  run: createDriftCheck({
    registry: dynamoModelRegistry(documents(), { registry: REGISTRY_TABLE, audit: AUDIT_TABLE }),
    baselines: documentBaselines(evidence),
    traffic: {
      capture: s3TrafficFiles(s3(), CAPTURE_BUCKET),
      observations: s3TrafficFiles(s3(), INTAKE_BUCKET),
    },
    inference: sageMakerInference(sageMakerRuntime),
    labels: s3TrafficFiles(s3(), INTAKE_BUCKET),
    joining: JOINING,
    counted: s3CountedWindows(s3(), EVIDENCE_BUCKET),
    artefacts: s3StoredContent(s3(), ARTEFACT_BUCKET),
    evidence,
    evidenceBucket: EVIDENCE_BUCKET,
    onePass: ONE_PASS,
    policies: documentPolicies(evidence),
    places: {
      artefactBucket: ARTEFACT_BUCKET,
      trafficBuckets: { capture: CAPTURE_BUCKET, observations: INTAKE_BUCKET },
      evidenceBucket: EVIDENCE_BUCKET,
    },
    emit,
    clock: systemClock,
  }),
});
