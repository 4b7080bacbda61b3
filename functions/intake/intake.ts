import * as z from 'zod';
import { GATE } from '../../shared/artefacts/schema.ts';
import type { AuditDraft } from '../../shared/audit/schema.ts';
import type { ObjectCreated } from '../../shared/events/catalogue.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { PolicyInForce } from '../../shared/policy/ports.ts';
import { LARGEST_MANIFEST } from '../../shared/registry/read-manifest.ts';
import type { StartRelease } from '../../shared/registry/release-run.ts';
import { placeOf } from '../../shared/registry/upload-key.ts';
import { type ListedFile, type Uploads, wholeBytes } from '../../shared/storage/ports.ts';
import { misplacedRecord } from './misplaced.ts';

export const IntakeResult = z.object({
  kind: z.enum(['started', 'duplicate', 'ignored', 'misplaced']),
  key: z.string(),
});
export type IntakeResult = z.infer<typeof IntakeResult>;

interface Deps {
  readonly uploads: Uploads;
  readonly policyInForce: PolicyInForce;
  readonly startRelease: StartRelease;
  readonly record: (draft: AuditDraft) => Promise<void>;
  readonly clock: Clock;
}

/**
 * An upload arrived: a manifest starts its release. The execution's name follows from what was submitted and by which rules
 * it is judged, so the same event twice, or the same bytes again, is one execution; a corrected file makes another, and so
 * does another policy. What was meant as a manifest and is none is recorded, so that its team hears of it.
 */
export const createIntake =
  ({ uploads, policyInForce, startRelease, record, clock }: Deps) =>
  async (event: ObjectCreated): Promise<IntakeResult> => {
    const { key } = event.detail.object;
    const place = placeOf(key);
    if (place.kind === 'file') return { kind: 'ignored', key };
    if (place.kind === 'misplaced') {
      await record(misplacedRecord(event, place, clock()));
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
    const outcome = await startRelease(`release-${fingerprint.slice(0, 40)}`, {
      team,
      model,
      version,
      prefix,
      manifestKey: key,
      fingerprint,
    });
    return { kind: outcome === 'started' ? 'started' : 'duplicate', key };
  };

/** Hash of the manifest's bytes. One that is too large to be a manifest is not read: it is refused by its size later on. */
const manifestHash = async (uploads: Uploads, { key, bytes, etag }: ListedFile): Promise<string> => {
  const upload = bytes > LARGEST_MANIFEST ? undefined : await uploads.read(key);
  return sha256(upload ? await wholeBytes(upload.content) : etag);
};
