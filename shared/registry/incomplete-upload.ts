import { eventIdOf, MISPLACED } from '../audit/chain.ts';
import type { AuditDraft } from '../audit/schema.ts';
import { counted } from '../kernel/figures.ts';
import { clip } from './findings.ts';
import { service } from './record.ts';
import type { UploadFolder } from './upload-folders.ts';

const MINUTE = 60_000;
/** How long an upload may lie there until the absence of its manifest is told. */
const PATIENCE = 60 * MINUTE;
const DAY = 24 * 60 * MINUTE;
const SHOWN = 10;

/**
 * The instant of which a folder without a manifest is told: its newest file, once nothing has come for an hour; or the
 * day, where something comes all the time. Nothing while people may still be uploading.
 */
export const toldOf = ({ newest, oldest }: UploadFolder, now: Date): Date | undefined => {
  if (now.getTime() - newest.at.getTime() >= PATIENCE) return newest.at;
  if (now.getTime() - oldest.at.getTime() < DAY) return undefined;
  return new Date(Math.floor(now.getTime() / DAY) * DAY);
};

/**
 * One record for everything of a team that waits for a manifest, written again only when something newer waits too: looking
 * again, or one of them going away, tells nobody twice.
 */
export const incompleteRecord = (team: string, folders: readonly UploadFolder[], now: Date): AuditDraft => {
  const told = folders
    .map((folder) => ({ folder, of: toldOf(folder, now) ?? now }))
    .sort((a, b) => b.of.getTime() - a.of.getTime() || (a.folder.prefix < b.folder.prefix ? -1 : 1));
  const [latest] = told;
  const lines = told.slice(0, SHOWN).map(({ folder }) => described(folder));
  const more = told.length - SHOWN;
  const text = [...lines, ...(more > 0 ? [`and ${more} more places`] : [])].join('; ');
  return {
    chain: MISPLACED,
    eventId: eventIdOf(
      'upload',
      'incomplete',
      team,
      latest?.folder.prefix.toWellFormed() ?? '',
      latest?.of.toISOString() ?? '',
    ),
    type: 'upload.incomplete',
    at: now.toISOString(),
    actor: service('sweep-uploads'),
    subject: { model: team, version: '', digest: '' },
    from: '',
    to: '',
    reason: { code: 'incomplete', text: clip(`${text}.`, 2000) },
    evidence: {},
    refs: { places: String(told.length) },
  };
};

const described = ({ prefix, files, bytes, newest }: UploadFolder): string => {
  const place = prefix === '' ? 'at the top' : clip(prefix.replace(/\p{C}/gu, '?'), 120);
  return `${place} (${counted(files, 'file')}, ${bytes.toLocaleString('en')} bytes, the newest of ${newest.at.toISOString().slice(0, 16).replace('T', ' ')} UTC)`;
};
