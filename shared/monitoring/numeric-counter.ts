import { type Cell, numberOf } from './cells.ts';
import { COUNT, LEAST, MISSING, MOST, RECORD, SUM, UNUSABLE } from './engine/bins.ts';
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
  const bins = engine.bins(edges);
  const { records, seen } = bins;
  const single = new Float64Array(1);
  let outside = 0;

  const addValues = (values: Float64Array, from: number, to: number): void => {
    bins.addValues(values, from, to);
    // Most columns never leave their range, and then nobody needs to look for it.
    if ((seen[LEAST] as number) >= lowest && (seen[MOST] as number) <= highest) return;
    for (let i = from; i < to; i++) {
      const x = values[i] as number;
      if (x < lowest || (x > highest && x < Infinity)) outside++;
    }
  };

  const every = (part: number): number[] => {
    const all = new Array<number>(edges.length + 1);
    for (let bin = 0; bin < all.length; bin++) all[bin] = records[RECORD * bin + part] as number;
    return all;
  };

  return {
    add(cell) {
      const x = numberOf(cell);
      single[0] = x === undefined ? Number.NaN : Number.isNaN(x) ? Infinity : x;
      addValues(single, 0, 1);
    },
    addValues,
    counts() {
      const counts = every(COUNT);
      const present = counts.reduce((sum, count) => sum + count, 0);
      const [missing, unusable] = [seen[MISSING] as number, seen[UNUSABLE] as number];
      return {
        kind: 'numeric',
        name,
        rows: present + missing + unusable,
        present,
        missing,
        invalid: outside + unusable,
        ...(present > 0 && { min: seen[LEAST], max: seen[MOST] }),
        counts,
        sums: every(SUM),
      };
    },
  };
};
