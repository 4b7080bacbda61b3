import { LEAST, MISSING, MOST, SEEN, UNUSABLE } from './engine/bins.ts';
import type { NumericCounts, NumericProfile } from './schema.ts';

/** Figures of a numeric column: what was seen as bins.ts of the engine has it, how many outside its range, counts, sums. */
export const OUTSIDE = SEEN;
export const FIRST_BIN = OUTSIDE + 1;
export const figuresOf = (edges: readonly number[]): number => FIRST_BIN + 2 * (edges.length + 1);

/** Adds up what counters of one column poured out. Sums are rounded at each addition, so their order is part of the result. */
export interface NumericSum {
  readonly figures: number;
  take(from: Float64Array, at: number): void;
  counts(): NumericCounts;
}

export const numericSum = ({ name, edges }: NumericProfile): NumericSum => {
  const total = new Float64Array(figuresOf(edges));
  total.set([Infinity, -Infinity]);
  let isFirst = true;
  return {
    figures: total.length,
    take(from, at) {
      if (isFirst) {
        isFirst = false;
        total.set(from.subarray(at, at + total.length));
        return;
      }
      const [least, most] = [total[LEAST] as number, total[MOST] as number];
      for (let i = 0; i < total.length; i++) total[i] = (total[i] as number) + (from[at + i] as number);
      total[LEAST] = Math.min(least, from[at + LEAST] as number);
      total[MOST] = Math.max(most, from[at + MOST] as number);
    },
    counts() {
      const bins = edges.length + 1;
      const counts = listed(total, FIRST_BIN, bins);
      let present = 0;
      for (const count of counts) present += count;
      const [missing, unusable] = [total[MISSING] as number, total[UNUSABLE] as number];
      return {
        kind: 'numeric',
        name,
        rows: present + missing + unusable,
        present,
        missing,
        invalid: (total[OUTSIDE] as number) + unusable,
        ...(present > 0 && { min: total[LEAST], max: total[MOST] }),
        counts,
        sums: listed(total, FIRST_BIN + bins, bins),
      };
    },
  };
};

// A loop: an hour's check makes a hundred thousand figures into lists, and spreads them before it is warm.
const listed = (figures: Float64Array, from: number, count: number): number[] => {
  const list = new Array<number>(count);
  for (let i = 0; i < count; i++) list[i] = figures[from + i] as number;
  return list;
};
