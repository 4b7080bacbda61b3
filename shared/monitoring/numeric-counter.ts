import { type Cell, numberOf } from './cells.ts';
import { COUNT, LEAST, MOST, NOTHING_SEEN, RECORD, SUM } from './engine/bins.ts';
import type { Engine } from './engine/engine.ts';
import { FIRST_BIN, figuresOf, OUTSIDE } from './numeric-sum.ts';
import type { NumericProfile } from './schema.ts';

/** Counts the values of a numeric column into the bins of its profile. */
export interface NumericCounter {
  add(cell: Cell): void;
  /** Values from index `from` up to, not including, `to`: NaN for a missing one, infinity for one that is no number. */
  addValues(values: Float64Array, from: number, to: number): void;
  /** How many figures `pour` gives. */
  readonly figures: number;
  /** Hands over what was counted and begins anew: figures for a numericSum, into `into` from `at` on. */
  pour(into: Float64Array, at: number): void;
}

export const numericCounter = ({ shape, edges }: NumericProfile, engine: Pick<Engine, 'bins'>): NumericCounter => {
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

  return {
    add(cell) {
      const x = numberOf(cell);
      single[0] = x === undefined ? Number.NaN : Number.isNaN(x) ? Infinity : x;
      addValues(single, 0, 1);
    },
    addValues,
    figures: figuresOf(edges),
    pour(into, at) {
      into.set(seen, at);
      into[at + OUTSIDE] = outside;
      const counts = at + FIRST_BIN;
      const sums = counts + edges.length + 1;
      for (let bin = 0, record = 0; bin <= edges.length; bin++, record += RECORD) {
        into[counts + bin] = records[record + COUNT] as number;
        into[sums + bin] = records[record + SUM] as number;
        records[record + COUNT] = 0;
        records[record + SUM] = 0;
      }
      seen.set(NOTHING_SEEN);
      outside = 0;
    },
  };
};
