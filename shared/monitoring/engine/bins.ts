import { type BinTable, ROUND } from '../bin-table.ts';

/** The declared range of a column: values beyond it count as outside. */
export interface DeclaredRange {
  readonly lowest: number;
  readonly highest: number;
}

/** What `seen` holds, by index. */
export const [LEAST, MOST, PRESENT, MISSING, UNUSABLE, OUTSIDE] = [0, 1, 2, 3, 4, 5] as const;
export const SEEN = 6;

/** The bins of a numeric column while they fill. */
export interface Bins {
  /** Count and sum of bin i at 2i and 2i + 1: one line of the cache holds both. */
  readonly tally: Float64Array;
  /** Least and most value, and how many were present, missing, unusable and outside of the declared range. */
  readonly seen: Float64Array;
  /** Values from index `from` up to, not including, `to`: NaN for a missing one, infinity for one that is no number. */
  addValues(values: Float64Array, from: number, to: number): void;
}

/** Counts into `tally` and `seen`, which may lie in any memory. */
export const binsIn = (
  tally: Float64Array,
  seen: Float64Array,
  { edges, starts, low, scale, lastCell }: BinTable,
  { lowest, highest }: DeclaredRange,
): Bins => ({
  tally,
  seen,
  addValues(values, from, to) {
    // Everything the loop touches is local: half the time of a check goes through here.
    const [ends, cells, counts, round] = [edges, starts, tally, ROUND];
    const [first, step, last, least, most] = [low, scale, lastCell, lowest, highest];
    let [min, max, missing, unusable, outside] = [seen[LEAST] as number, seen[MOST] as number, 0, 0, 0];
    for (let i = from; i < to; i++) {
      const x = values[i] as number;
      if (!(x < Infinity)) {
        if (x === Infinity) unusable++;
        else missing++;
        continue;
      }
      const cell = (x - first) * step + 1;
      let bin = cells[cell >= last ? last : cell > 0 ? (cell + round - round) | 0 : 0] as number;
      while ((ends[bin] as number) <= x) bin++;
      const at = bin << 1;
      counts[at] = (counts[at] as number) + 1;
      counts[at + 1] = (counts[at + 1] as number) + x;
      if (x < min) min = x;
      if (x > max) max = x;
      if (x < least || x > most) outside++;
    }
    seen[LEAST] = min;
    seen[MOST] = max;
    seen[PRESENT] = (seen[PRESENT] as number) + (to - from - missing - unusable);
    seen[MISSING] = (seen[MISSING] as number) + missing;
    seen[UNUSABLE] = (seen[UNUSABLE] as number) + unusable;
    seen[OUTSIDE] = (seen[OUTSIDE] as number) + outside;
  },
});
