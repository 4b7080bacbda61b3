import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';
import { Sha256, VersionId } from './schema.ts';

/** Input of the release machine. It holds nothing that differs between two deliveries of one event. */
export const ReleaseInput = whenUsed(() =>
  VersionId.extend({
    /** Folder of the submission in the intake, ending in a slash. */
    prefix: z.string(),
    manifestKey: z.string(),
    /** SHA-256 over the manifest and the listing of the folder: the same submission has the same fingerprint. */
    fingerprint: Sha256,
  }),
);
export type ReleaseInput = z.infer<typeof ReleaseInput>;

/** Starts a release; `exists` when this very submission was started before, and since when. */
export type StartRelease = (
  name: string,
  input: ReleaseInput,
) => Promise<{ readonly kind: 'started' } | { readonly kind: 'exists'; readonly since: Date }>;
