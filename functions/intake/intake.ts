import * as z from 'zod';
import type { ObjectCreated } from '../../shared/events/catalogue.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import { LARGEST_MANIFEST } from '../../shared/registry/read-manifest.ts';
import type { StartRelease } from '../../shared/registry/release-run.ts';
import { placeOfManifest } from '../../shared/registry/upload-key.ts';
import { type ListedFile, type Uploads, wholeBytes } from '../../shared/storage/ports.ts';

export const IntakeResult = z.object({ kind: z.enum(['started', 'duplicate', 'ignored']), key: z.string() });
export type IntakeResult = z.infer<typeof IntakeResult>;

interface Deps {
  readonly uploads: Uploads;
  readonly startRelease: StartRelease;
}

/**
 * A manifest arrived: starts its release. The execution's name follows from what was submitted, so the same event
 * twice, or the same bytes again, is one execution; a corrected file makes another.
 */
export const createIntake =
  ({ uploads, startRelease }: Deps) =>
  async (event: ObjectCreated): Promise<IntakeResult> => {
    const { key } = event.detail.object;
    const place = placeOfManifest(key);
    const files = place ? await uploads.list(place.prefix) : [];
    const manifest = files.find((file) => file.key === key);
    // Deleted again before we looked, or not where a submission lies: nothing to release.
    if (!place || !manifest) return { kind: 'ignored', key };
    const { prefix, ...id } = place;
    const listing = files.map(({ key: name, bytes, etag }) => `${name} ${bytes} ${etag}`).sort();
    const fingerprint = sha256([await manifestHash(uploads, manifest), ...listing].join('\n'));
    const outcome = await startRelease(`release-${fingerprint.slice(0, 40)}`, {
      ...id,
      prefix,
      manifestKey: key,
      fingerprint,
    });
    return { kind: outcome === 'started' ? 'started' : 'duplicate', key };
  };

/** Hash of the manifest's bytes. One that is too large to be a manifest is not read: it is refused by its size later on. */
const manifestHash = async (uploads: Uploads, { key, bytes, etag }: ListedFile): Promise<string> => {
  const content = bytes > LARGEST_MANIFEST ? undefined : await uploads.read(key);
  return sha256(content ? await wholeBytes(content) : etag);
};
