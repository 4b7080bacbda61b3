import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';
import { VersionId } from '../registry/schema.ts';

/** Which bucket a model's traffic lies in: what SageMaker captured, or what was pushed to the intake from elsewhere. */
export const TrafficSource = whenUsed(() => z.enum(['capture', 'observations']));
export type TrafficSource = z.infer<typeof TrafficSource>;

/** A window too large for one function: where the list of its batches lies, and whose they are. */
export const LargeWindow = whenUsed(() =>
  z.object({
    version: VersionId,
    source: TrafficSource,
    profile: z.string(),
    ownRequests: z.array(z.string()),
    window: z.object({
      from: z.iso.datetime(),
      to: z.iso.datetime(),
      missed: z.int().nonnegative(),
      beyond: z.int().nonnegative(),
    }),
    list: z.object({ bucket: z.string(), key: z.string() }),
    batches: z.int().positive(),
    bytes: z.int().nonnegative(),
  }),
);
export type LargeWindow = z.infer<typeof LargeWindow>;

/** One item of that list. */
export const Batch = whenUsed(() =>
  z.object({
    batch: z.int().nonnegative(),
    files: z.array(z.object({ key: z.string(), bytes: z.int().nonnegative() })),
  }),
);
export type Batch = z.infer<typeof Batch>;
