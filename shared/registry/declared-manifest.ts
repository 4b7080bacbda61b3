import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';
import { Manifest } from './manifest.ts';
import { Sha256 } from './schema.ts';

/**
 * A manifest as it was read once, where it came in: JSON, with its defaults, kept beside what the team wrote. It names the
 * bytes it was read from, only `receive` may write to the store it lies in, and an approval binds the digests of both.
 */
export const DeclaredManifest = whenUsed(() =>
  z.object({
    format: z.literal('slipway/declared-manifest/v1'),
    /** Digest of the manifest as it was submitted. */
    submitted: Sha256,
    manifest: Manifest,
  }),
);

/** The document that is kept of a manifest. */
export const declaration = (manifest: Manifest, submitted: Sha256): string =>
  JSON.stringify({ format: 'slipway/declared-manifest/v1', submitted, manifest } satisfies z.input<
    typeof DeclaredManifest
  >);
