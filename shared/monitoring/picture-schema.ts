import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';

const Share = whenUsed(() => z.number().min(0).max(1));
const Sides = { baseline: Share, window: Share };

/** Shares of a column at release and in the window, ready to draw. Of all present values but the gaps, so that rows, others and curve compare. */
export const Picture = whenUsed(() =>
  z.object({
    /** One value each: classes of a category, numbers of a column that has few, or values that many rows share. */
    rows: z.array(z.object({ label: z.string(), ...Sides })),
    /** All values that have no row of their own, where there are rows. */
    others: z.object({ label: z.string(), ...Sides }).optional(),
    /** Of all rows: those without a value and those with one that is not allowed, where that changed. */
    gaps: z.array(z.object({ label: z.string(), ...Sides })).optional(),
    /** How the other numbers spread over equal bars from `from` to `to`. */
    curve: z.object({ from: z.number(), to: z.number(), baseline: z.array(Share), window: z.array(Share) }).optional(),
  }),
);
export type Picture = z.infer<typeof Picture>;
