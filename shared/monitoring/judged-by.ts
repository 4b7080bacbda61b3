import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';
import { LIMIT_NAMES } from './limits.ts';

const Digest = whenUsed(() => z.string().regex(/^[0-9a-f]{64}$/));

/** What a live model was judged by: the baseline profile and the policy, each with its digest, and whose the limits are. */
export const JudgedBy = whenUsed(() =>
  z.object({
    /** Digest of the baseline profile. */
    profile: Digest,
    policy: z.object({ version: z.int().positive(), sha256: Digest }),
    /** Risk tier of the model, whose limits they are. */
    tier: z.string(),
    /** Limits that the team set for itself, as the policy allows it. */
    own: z.array(z.enum(LIMIT_NAMES)),
  }),
);
export type JudgedBy = z.infer<typeof JudgedBy>;
