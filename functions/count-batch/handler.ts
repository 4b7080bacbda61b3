import { s3 } from '../../shared/adapters/clients.ts';
import { documentBaselines } from '../../shared/adapters/document-baselines.ts';
import { s3CountedWindows } from '../../shared/adapters/s3-counted-windows.ts';
import { s3Documents } from '../../shared/adapters/s3-documents.ts';
import { s3TrafficFiles } from '../../shared/adapters/s3-traffic-files.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { task } from '../../shared/runtime/task.ts';
import { CountBatchInput, CountBatchResult, createCountBatch } from './count-batch.ts';
import { env } from './env.ts';

const { CAPTURE_BUCKET, INTAKE_BUCKET, EVIDENCE_BUCKET } = readEnv(env);

export const handler = task({
  input: CountBatchInput,
  output: CountBatchResult,
  run: createCountBatch({
    baselines: documentBaselines(s3Documents(s3(), EVIDENCE_BUCKET)),
    traffic: {
      capture: s3TrafficFiles(s3(), CAPTURE_BUCKET),
      observations: s3TrafficFiles(s3(), INTAKE_BUCKET),
    },
    counted: s3CountedWindows(s3(), EVIDENCE_BUCKET),
  }),
});
