import { binOf } from '../statistics/quantile.ts';
import { binTable } from './bin-table.ts';
import { type Cell, numberOf } from './cells.ts';
import type { NumericCounts, NumericProfile } from './schema.ts';

/** Counts the values of a numeric column into the bins of its profile. */
export interface NumericCounter {
  add(cell: Cell): void;
  /** Values from index `from` up to, not including, `to`: NaN for a missing one, infinity for one that is no number. */
  addValues(values: Float64Array, from: number, to: number): void;
  counts(): NumericCounts;
}

export const numericCounter = ({ name, shape, edges }: NumericProfile): NumericCounter => {
  const { min: lowest = -Infinity, max: highest = Infinity } = shape.type === 'number' ? shape : {};
  const table = binTable(edges);
  const cuts = table.edges.subarray(0, edges.length);
  // Count and sum of a bin lie side by side: one line of the cache holds both.
  const tally = new Float64Array(2 * (edges.length + 1));
  const every = (part: 0 | 1): number[] => {
    const values = new Array<number>(edges.length + 1);
    for (let bin = 0; bin < values.length; bin++) values[bin] = tally[2 * bin + part] as number;
    return values;
  };
  let [present, missing, unusable, outside, min, max] = [0, 0, 0, 0, Infinity, -Infinity];
  return {
    add(cell) {
      const x = numberOf(cell);
      if (x === undefined) return void missing++;
      if (Number.isNaN(x)) return void unusable++;
      const at = 2 * binOf(cuts, x);
      tally[at] = (tally[at] as number) + 1;
      tally[at + 1] = (tally[at + 1] as number) + x;
      present++;
      if (x < lowest || x > highest) outside++;
      if (x < min) min = x;
      if (x > max) max = x;
    },
    addValues(values, from, to) {
      // Everything the loop touches is local: half the time of a check goes through here.
      const { edges: ends, starts, low, scale, lastCell } = table;
      let [least, most, seen, absent, broken, beyond] = [min, max, 0, 0, 0, 0];
      for (let i = from; i < to; i++) {
        const x = values[i] as number;
        if (!(x < Infinity)) {
          if (x === Infinity) broken++;
          else absent++;
          continue;
        }
        const cell = (x - low) * scale + 1;
        let bin = starts[cell >= lastCell ? lastCell : cell > 0 ? cell | 0 : 0] as number;
        while ((ends[bin] as number) <= x) bin++;
        const at = bin << 1;
        tally[at] = (tally[at] as number) + 1;
        tally[at + 1] = (tally[at + 1] as number) + x;
        seen++;
        if (x < least) least = x;
        if (x > most) most = x;
        if (x < lowest || x > highest) beyond++;
      }
      [min, max] = [least, most];
      present += seen;
      missing += absent;
      unusable += broken;
      outside += beyond;
    },
    counts: () => ({
      kind: 'numeric',
      name,
      rows: present + missing + unusable,
      present,
      missing,
      invalid: outside + unusable,
      ...(present > 0 && { min, max }),
      counts: every(0),
      sums: every(1),
    }),
  };
};
