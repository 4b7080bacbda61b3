import * as z from 'zod';
import type { ObjectCreated } from '../../shared/events/catalogue.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import type { StartRelease } from '../../shared/registry/release-run.ts';
import { placeOfManifest } from '../../shared/registry/upload-key.ts';
import { type Uploads, wholeBytes } from '../../shared/storage/ports.ts';

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
    const manifest = place && (await uploads.read(key));
    // Deleted again before we looked, or not where a submission lies: nothing to release.
    if (!place || !manifest) return { kind: 'ignored', key };
    const { prefix, ...id } = place;
    const listing = (await uploads.list(prefix)).map(({ key: name, bytes, etag }) => `${name} ${bytes} ${etag}`).sort();
    const fingerprint = sha256([sha256(await wholeBytes(manifest)), ...listing].join('\n'));
    const outcome = await startRelease(`release-${fingerprint.slice(0, 40)}`, {
      ...id,
      prefix,
      manifestKey: key,
      fingerprint,
    });
    return { kind: outcome === 'started' ? 'started' : 'duplicate', key };
  };
