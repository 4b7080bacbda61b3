import * as z from 'zod';
import { AuditRecord, RecordType } from '../audit/schema.ts';
import { whenUsed } from '../kernel/when-used.ts';
import { event } from './envelope.ts';

/** Source of every event Slipway sends. */
export const SOURCE = 'slipway';

/** What S3 says when an upload is complete; the manifest's arrival is the commit of a submission (FACTS: EventBridge keys are raw). */
export const ObjectCreated = whenUsed(() =>
  event(
    'Object Created',
    z.object({
      bucket: z.object({ name: z.string() }),
      object: z.object({
        key: z.string(),
        size: z.number().optional(),
        'version-id': z.string().optional(),
        sequencer: z.string().optional(),
      }),
    }),
  ),
);
export type ObjectCreated = z.infer<typeof ObjectCreated>;

/** One event per audit record: its type is the detail type, the record is the detail. What is announced is what is on record. */
export const Recorded = whenUsed(() =>
  z.object({ source: z.literal(SOURCE), 'detail-type': RecordType, detail: AuditRecord }),
);
export type Recorded = z.infer<typeof Recorded>;

/** Records that somebody outside the machine must hear of by mail. */
export const announcedByMail = [
  'upload.misplaced',
  'upload.incomplete',
  'submission.refused',
  'submission.duplicate',
  'model.refused',
  'model.declined',
  'model.expired',
  'model.live',
  'model.deploy-failed',
  'model.rolled-back',
  'model.retired',
  'model.failed',
  'model.withdrawn',
  'monitor.reaction',
  'monitor.quality',
  'monitor.importance',
  'monitor.missed',
  'external.registered',
  'rollback.not-verified',
] as const satisfies readonly RecordType[];
