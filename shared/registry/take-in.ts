import * as z from 'zod';
import { GATE } from '../artefacts/schema.ts';
import type { AuditDraft } from '../audit/schema.ts';
import { sha256 } from '../kernel/canonical.ts';
import type { Clock } from '../kernel/clock.ts';
import { instantInWords } from '../kernel/instants.ts';
import { whenUsed } from '../kernel/when-used.ts';
import type { PolicyInForce } from '../policy/ports.ts';
import { type ListedFile, type Uploads, wholeBytes } from '../storage/ports.ts';
import { LARGEST_MANIFEST } from './manifest-limits.ts';
import { misplacedRecord } from './misplaced-upload.ts';
import type { StartRelease } from './release-run.ts';
import { repetitionRecord } from './repeated-submission.ts';
import { placeOf } from './upload-key.ts';

/** A file that was uploaded: its key, which version of it, and when. */
export interface Arrival {
  readonly key: string;
  readonly version: string;
  readonly at: Date;
}

export const IntakeResult = whenUsed(() =>
  z.object({
    kind: z.enum(['started', 'duplicate', 'ignored', 'misplaced']),
    key: z.string(),
  }),
);
export type IntakeResult = z.infer<typeof IntakeResult>;

export interface Intake {
  readonly uploads: Uploads;
  readonly policyInForce: PolicyInForce;
  readonly startRelease: StartRelease;
  readonly record: (draft: AuditDraft) => Promise<void>;
  readonly clock: Clock;
}

/**
 * An upload arrived: a manifest starts its release. The execution's name follows from what was submitted and by which rules
 * it is judged, so the same upload told of twice is one execution; a corrected file makes another, and so does another
 * policy. The same bytes uploaded again are on record as that, and what was meant as a manifest and is none is too,
 * so that its team hears of it.
 */
export const takeIn = async (intake: Intake, arrival: Arrival): Promise<IntakeResult> => {
  const { uploads, policyInForce, startRelease, record, clock } = intake;
  const { key } = arrival;
  const place = placeOf(key);
  if (place.kind === 'file') return { kind: 'ignored', key };
  if (place.kind === 'misplaced') {
    await record(misplacedRecord(arrival, place, clock()));
    return { kind: 'misplaced', key };
  }
  const { prefix, team, model, version } = place;
  const files = await uploads.list(prefix);
  const manifest = files.find((file) => file.key === key);
  // Deleted again before we looked: nothing to release.
  if (!manifest) return { kind: 'ignored', key };
  const rules = `${GATE} ${(await policyInForce())?.sha256 ?? ''}`;
  const listing = files.map(({ key: name, bytes, etag }) => `${name} ${bytes} ${etag}`).sort();
  const fingerprint = sha256([rules, await manifestHash(uploads, manifest), ...listing].join('\n'));
  const id = { team, model, version };
  const outcome = await startRelease(`release-${fingerprint.slice(0, 40)}`, {
    ...id,
    prefix,
    manifestKey: key,
    fingerprint,
  });
  if (outcome.kind === 'started') return { kind: 'started', key };
  // What came before the run began is what it began with, told of once more.
  if (arrival.at > outcome.since) {
    const text = `The same files were sent before, and taken up on ${instantInWords(outcome.since)}. What was said of them then stands; nothing was done.`;
    const again = { id, manifestKey: key, upload: arrival.version, fingerprint, by: 'intake', at: clock(), text };
    await record(repetitionRecord(again));
  }
  return { kind: 'duplicate', key };
};

/** Hash of the manifest's bytes. One that is too large to be a manifest is not read: it is refused by its size later on. */
const manifestHash = async (uploads: Uploads, { key, bytes, etag }: ListedFile): Promise<string> => {
  const upload = bytes > LARGEST_MANIFEST ? undefined : await uploads.read(key);
  return sha256(upload ? await wholeBytes(upload.content) : etag);
};
