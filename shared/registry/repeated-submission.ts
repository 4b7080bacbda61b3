import { chainOf, eventIdOf } from '../audit/chain.ts';
import type { AuditDraft } from '../audit/schema.ts';
import { service } from './record.ts';
import { modelKey, type VersionId } from './schema.ts';

/** A submission that was sent before, byte for byte. */
export interface Repetition {
  readonly id: VersionId;
  readonly manifestKey: string;
  /** Which version of that key was sent again. */
  readonly upload: string;
  readonly fingerprint: string;
  /** Function that noticed. */
  readonly by: string;
  readonly at: Date;
  /** What stands instead, in a sentence. */
  readonly text: string;
}

/** The record that the same bytes were sent again and nothing was done: one for each upload, whoever notices it. */
export const repetitionRecord = ({ id, manifestKey, upload, fingerprint, by, at, text }: Repetition): AuditDraft => ({
  chain: chainOf(id),
  eventId: eventIdOf('submission', manifestKey, upload, 'duplicate'),
  type: 'submission.duplicate',
  at: at.toISOString(),
  actor: service(by),
  subject: { model: modelKey(id), version: id.version, digest: '' },
  from: '',
  to: '',
  reason: { code: 'duplicate', text },
  evidence: {},
  refs: { fingerprint },
});
