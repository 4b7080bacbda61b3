import { eventIdOf, MISPLACED } from '../audit/chain.ts';
import type { AuditDraft } from '../audit/schema.ts';
import { clip } from './findings.ts';
import { service } from './record.ts';
import type { Arrival } from './take-in.ts';
import type { UploadPlace } from './upload-key.ts';

/** The record of an upload that was meant as a manifest and is none. One for each object, however often it is looked at. */
export const misplacedRecord = (
  { key, version }: Arrival,
  { team = '', findings }: Extract<UploadPlace, { kind: 'misplaced' }>,
  at: Date,
): AuditDraft => {
  const shown = clip(key.replace(/\p{C}/gu, '?'), 300);
  const why = findings.map(({ message, expected }) => `${message} (right would be: ${expected})`).join('; ');
  return {
    chain: MISPLACED,
    eventId: eventIdOf('upload', key.toWellFormed(), version),
    type: 'upload.misplaced',
    at: at.toISOString(),
    actor: service('intake'),
    subject: { model: team, version: '', digest: '' },
    from: '',
    to: '',
    reason: { code: findings[0]?.code ?? 'wrong-place', text: clip(`${shown}: ${why}`, 2000) },
    evidence: {},
    refs: { key: shown },
  };
};
