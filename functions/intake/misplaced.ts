import { eventIdOf, MISPLACED } from '../../shared/audit/chain.ts';
import type { AuditDraft } from '../../shared/audit/schema.ts';
import type { ObjectCreated } from '../../shared/events/catalogue.ts';
import { clip } from '../../shared/registry/findings.ts';
import { service } from '../../shared/registry/record.ts';
import type { UploadPlace } from '../../shared/registry/upload-key.ts';

/** The record of an upload that was meant as a manifest and is none. One for each object, however often its event comes. */
export const misplacedRecord = (
  { detail: { object } }: ObjectCreated,
  { team = '', findings }: Extract<UploadPlace, { kind: 'misplaced' }>,
  at: Date,
): AuditDraft => {
  const shown = clip(object.key.replace(/\p{C}/gu, '?'), 300);
  const why = findings.map(({ message, expected }) => `${message} (right would be: ${expected})`).join('; ');
  return {
    chain: MISPLACED,
    eventId: eventIdOf('upload', object.key.toWellFormed(), object['version-id'] ?? object.sequencer ?? ''),
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
