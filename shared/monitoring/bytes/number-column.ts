import { type Cell, numberOf } from '../cells.ts';
import type { NumericValues } from '../numeric-profile.ts';
import { keptNumbers } from './kept-numbers.ts';

/** Keeps the values of a numeric column: four bytes each while they are decimals of few digits, else eight. */
export interface NumberColumn {
  readonly kind: 'numeric';
  add(cell: Cell): void;
  /** As for a counter: NaN for a missing value, infinity for one that is no number. */
  addValues(values: Float64Array, from: number, to: number): void;
  /** The values in order. They lie in the room until it is used again. */
  sample(room: SortingRoom): NumericValues;
}

export const numberColumn = (): NumberColumn => {
  const kept = keptNumbers();
  const single = new Float64Array(1);
  return {
    kind: 'numeric',
    add(cell) {
      const x = numberOf(cell);
      single[0] = x === undefined ? Number.NaN : Number.isNaN(x) ? Infinity : x;
      kept.add(single, 0, 1);
    },
    addValues: kept.add,
    sample(room) {
      const { size, missing, unusable } = kept;
      const { values, spare } = room(size);
      kept.sort(values, spare);
      return { sorted: values, missing, unusable };
    },
  };
};

/** Two places for so many numbers, the same ones every time. */
export type SortingRoom = (size: number) => { readonly values: Float64Array; readonly spare: Float64Array };

/** Room for sorting one column after the other. */
export const sortingRoom = (): SortingRoom => {
  let [values, spare] = [new Float64Array(0), new Float64Array(0)];
  return (size) => {
    if (values.length < size) [values, spare] = [new Float64Array(size), new Float64Array(size)];
    return { values: values.subarray(0, size), spare };
  };
};
