import { mergeCounts } from './merge-counts.ts';
import type { CountedWindow } from './schema.ts';

/** `judge`: enough rows, the pool is spent. `wait`: keep it for the next window; this one has not enough evidence. */
export interface Pool {
  readonly kind: 'judge' | 'wait';
  readonly window: CountedWindow;
}

/**
 * Adds a window to those before it that had too few rows, until there are enough (`rows`, the sample gate) to judge them
 * together. A pool that was judged is spent, so no row speaks in two verdicts and no two verdicts are the same test twice.
 * `waiting` is the pool left by the window before, counted against the same profile.
 * @throws CountsMismatch when it was counted against another
 */
export const poolWindow = (window: CountedWindow, waiting: CountedWindow | undefined, rows: number): Pool => {
  const pool = waiting ? joined(waiting, window) : window;
  return { kind: pool.counts.rows >= rows ? 'judge' : 'wait', window: pool };
};

/** Both stretches as one: from the earlier begin to the later end, counts added. @throws CountsMismatch */
export const joined = (a: CountedWindow, b: CountedWindow): CountedWindow => ({
  from: Date.parse(a.from) <= Date.parse(b.from) ? a.from : b.from,
  to: Date.parse(a.to) >= Date.parse(b.to) ? a.to : b.to,
  windows: a.windows + b.windows,
  counts: mergeCounts(a.counts, b.counts),
});
