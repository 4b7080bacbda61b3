import { type BinTable, ROUND } from '../bin-table.ts';

/** What `seen` holds, by index: least and most value, and how many were missing and unusable. */
export const [LEAST, MOST, MISSING, UNUSABLE] = [0, 1, 2, 3] as const;
export const SEEN = 4;

/** Places of a record in `records`: the upper edge of the bin (infinity for the last), its count and sum. */
export const [COUNT, SUM, RECORD] = [1, 2, 3] as const;

/** The bins of a numeric column while they fill. */
export interface Bins {
  readonly records: Float64Array;
  readonly seen: Float64Array;
  /** Values from index `from` up to, not including, `to`: NaN for a missing one, infinity for one that is no number. */
  addValues(values: Float64Array, from: number, to: number): void;
}

/** Bins in `records` and `seen`, which may lie in any memory, all zero. */
export const binsIn = (
  records: Float64Array,
  seen: Float64Array,
  { edges, starts, low, scale, lastCell }: BinTable,
): Bins => {
  for (let bin = 0; bin < edges.length; bin++) records[RECORD * bin] = edges[bin] as number;
  seen.set([Infinity, -Infinity]);
  return {
    records,
    seen,
    addValues(values, from, to) {
      // Everything the loop touches is local: a third of the time of a check goes through here.
      const [bins, cells, round, first, step, last] = [records, starts, ROUND, low, scale, lastCell];
      let [min, max, missing, unusable] = [seen[LEAST] as number, seen[MOST] as number, 0, 0];
      for (let i = from; i < to; i++) {
        const x = values[i] as number;
        if (!(x < Infinity)) {
          if (x === Infinity) unusable++;
          else missing++;
          continue;
        }
        const cell = (x - first) * step + 1;
        let at = 3 * (cells[cell >= last ? last : cell > 0 ? (cell + round - round) | 0 : 0] as number);
        while ((bins[at] as number) <= x) at += 3;
        bins[at + 1] = (bins[at + 1] as number) + 1;
        bins[at + 2] = (bins[at + 2] as number) + x;
        if (x < min) min = x;
        if (x > max) max = x;
      }
      // Nought is stored without a sign.
      seen[LEAST] = min + 0;
      seen[MOST] = max + 0;
      seen[MISSING] = (seen[MISSING] as number) + missing;
      seen[UNUSABLE] = (seen[UNUSABLE] as number) + unusable;
    },
  };
};
