import * as z from 'zod';
import { documents, s3 } from '../../shared/adapters/clients.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { s3Documents } from '../../shared/adapters/s3-documents.ts';
import { s3StoredContent } from '../../shared/adapters/s3-stored-content.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { emit } from '../../shared/runtime/metrics.ts';
import { task } from '../../shared/runtime/task.ts';
import { env } from './env.ts';
import { createWatchChecks, WatchChecksResult } from './watch-checks.ts';

const { REGISTRY_TABLE, AUDIT_TABLE, ARTEFACT_BUCKET, EVIDENCE_BUCKET } = readEnv(env);

export const handler = task({
  input: z.unknown(),
  output: WatchChecksResult,
  run: createWatchChecks({
    registry: dynamoModelRegistry(documents(), { registry: REGISTRY_TABLE, audit: AUDIT_TABLE }),
    artefacts: s3StoredContent(s3(), ARTEFACT_BUCKET),
    evidence: s3Documents(s3(), EVIDENCE_BUCKET),
    emit,
    clock: systemClock,
  }),
});
