import { binTable } from '../bin-table.ts';

/** What `seen` holds, by index: least and most value, and how many were missing and unusable. */
export const [LEAST, MOST, MISSING, UNUSABLE] = [0, 1, 2, 3] as const;
export const SEEN = 4;
export const NOTHING_SEEN = [Infinity, -Infinity, 0, 0] as const;

/** Places of a record in `records`: first the upper edge of the bin (infinity for the last), then its count and sum. */
export const [COUNT, SUM, RECORD] = [1, 2, 3] as const;

/** The bins of a numeric column while they fill. */
export interface Bins {
  readonly records: Float64Array;
  readonly seen: Float64Array;
  /** Values from index `from` up to, not including, `to`: NaN for a missing one, infinity for one that is no number. */
  addValues(values: Float64Array, from: number, to: number): void;
}

/** Empty bins between these edges, in memory that is all zero. */
export const emptyBins = (edges: Float64Array, records: Float64Array, seen: Float64Array): void => {
  for (let bin = 0; bin < edges.length; bin++) records[RECORD * bin] = edges[bin] as number;
  seen.set(NOTHING_SEEN);
};

export const typescriptBins = (upTo: readonly number[]): Bins => {
  const { edges, starts, low, scale, lastCell } = binTable(upTo, Math.trunc);
  const [records, seen] = [new Float64Array(RECORD * edges.length), new Float64Array(SEEN)];
  emptyBins(edges, records, seen);
  return {
    records,
    seen,
    addValues(values, from, to) {
      // Everything the loop touches is local: a third of the time of a check goes through here.
      const [bins, cells, first, step, last] = [records, starts, low, scale, lastCell];
      let [min, max, missing, unusable] = [seen[LEAST] as number, seen[MOST] as number, 0, 0];
      for (let i = from; i < to; i++) {
        const x = values[i] as number;
        if (!(x < Infinity)) {
          if (x === Infinity) unusable++;
          else missing++;
          continue;
        }
        const cell = (x - first) * step + 1;
        let at = 3 * (cells[cell >= last ? last : cell > 0 ? cell | 0 : 0] as number);
        // Two steps without a branch are nearly always enough.
        at += 3 * (Number((bins[at] as number) <= x) | 0);
        at += 3 * (Number((bins[at] as number) <= x) | 0);
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
