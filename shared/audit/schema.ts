import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';
import { Sha256 } from '../registry/schema.ts';

/** Everything that can be on record. The list is closed: a test holds it against the lifecycle. */
export const RecordType = whenUsed(() =>
  z.enum([
    'upload.misplaced',
    'upload.incomplete',
    'submission.refused',
    'submission.duplicate',
    'model.received',
    'model.validated',
    'model.refused',
    'model.staged',
    'model.evaluated',
    'model.awaiting-approval',
    'model.approved',
    'model.declined',
    'model.expired',
    'model.withdrawn',
    'model.deploying',
    'model.live',
    'model.superseded',
    'model.deploy-failed',
    'model.rolled-back',
    'model.retired',
    'model.failed',
    'approval.counted',
    'approval.decided',
    'approval.attempt-refused',
    'monitor.verdict',
    'monitor.reaction',
    'monitor.suppressed',
    'monitor.quality',
    'monitor.importance',
    'monitor.missed',
    'external.registered',
    'rollback.not-verified',
  ]),
);
export type RecordType = z.infer<typeof RecordType>;

export const Actor = whenUsed(() =>
  z.object({
    kind: z.enum(['person', 'service', 'schedule']),
    /** Identity-provider subject, or the name of the function or machine. Never an address. */
    id: z.string().max(200),
    assurance: z.string().max(64),
  }),
);
export type Actor = z.infer<typeof Actor>;

/** What a use case knows of a record; sequence, link and hash come from the chain. */
export const AuditDraft = whenUsed(() =>
  z.object({
    chain: z.string().max(128),
    /** Deterministic, so that a repeated step finds its own record instead of writing a second one. */
    eventId: Sha256,
    type: RecordType,
    at: z.iso.datetime(),
    actor: Actor,
    subject: z.object({ model: z.string(), version: z.string(), digest: z.string() }),
    from: z.string(),
    to: z.string(),
    reason: z.object({ code: z.string(), text: z.string().max(2000) }),
    /** Digests of the documents this rests on; their bytes lie in the evidence store. */
    evidence: z.record(z.string(), z.string()),
    refs: z.record(z.string(), z.string()),
  }),
);
export type AuditDraft = z.infer<typeof AuditDraft>;

export const AuditRecord = whenUsed(() =>
  AuditDraft.extend({
    v: z.literal(1),
    /** Starts at 1, without gaps. */
    seq: z.int().positive(),
    prev: Sha256,
    hash: Sha256,
  }).strict(),
);
export type AuditRecord = z.infer<typeof AuditRecord>;
