import { binOf } from '../statistics/quantile.ts';
import { binTable } from './bin-table.ts';
import { type Cell, numberOf } from './cells.ts';
import { LEAST, MISSING, MOST, OUTSIDE, PRESENT, UNUSABLE } from './engine/bins.ts';
import type { Engine } from './engine/engine.ts';
import type { NumericCounts, NumericProfile } from './schema.ts';

/** Counts the values of a numeric column into the bins of its profile. */
export interface NumericCounter {
  add(cell: Cell): void;
  /** Values from index `from` up to, not including, `to`: NaN for a missing one, infinity for one that is no number. */
  addValues(values: Float64Array, from: number, to: number): void;
  counts(): NumericCounts;
}

export const numericCounter = (
  { name, shape, edges }: NumericProfile,
  engine: Pick<Engine, 'bins'>,
): NumericCounter => {
  const { min: lowest = -Infinity, max: highest = Infinity } = shape.type === 'number' ? shape : {};
  const table = binTable(edges);
  const cuts = table.edges.subarray(0, edges.length);
  const { tally, seen, addValues } = engine.bins(table, { lowest, highest });
  const every = (part: 0 | 1): number[] => {
    const values = new Array<number>(edges.length + 1);
    for (let bin = 0; bin < values.length; bin++) values[bin] = tally[2 * bin + part] as number;
    return values;
  };
  const one = (what: number): void => {
    seen[what] = (seen[what] as number) + 1;
  };
  return {
    add(cell) {
      const x = numberOf(cell);
      if (x === undefined) return one(MISSING);
      if (Number.isNaN(x)) return one(UNUSABLE);
      const at = 2 * binOf(cuts, x);
      tally[at] = (tally[at] as number) + 1;
      tally[at + 1] = (tally[at + 1] as number) + x;
      one(PRESENT);
      if (x < lowest || x > highest) one(OUTSIDE);
      if (x < (seen[LEAST] as number)) seen[LEAST] = x;
      if (x > (seen[MOST] as number)) seen[MOST] = x;
    },
    addValues,
    counts() {
      const [present, missing, unusable] = [PRESENT, MISSING, UNUSABLE].map((what) => seen[what] as number) as [
        number,
        number,
        number,
      ];
      return {
        kind: 'numeric',
        name,
        rows: present + missing + unusable,
        present,
        missing,
        invalid: (seen[OUTSIDE] as number) + unusable,
        ...(present > 0 && { min: seen[LEAST], max: seen[MOST] }),
        counts: every(0),
        sums: every(1),
      };
    },
  };
};
