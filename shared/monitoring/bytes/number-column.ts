import { sortNumbers } from '../../statistics/sort-numbers.ts';
import { type Cell, numberOf } from '../cells.ts';
import type { NumericValues } from '../numeric-profile.ts';

/** Keeps the values of a numeric column, eight bytes each. */
export interface NumberColumn {
  readonly kind: 'numeric';
  add(cell: Cell): void;
  /** As for a counter: NaN for a missing value, infinity for one that is no number. */
  addValues(values: Float64Array, from: number, to: number): void;
  /** The values in order, sorted with room for as many numbers. */
  sample(room: (size: number) => Float64Array): NumericValues;
}

export const numberColumn = (): NumberColumn => {
  let values = new Float64Array(1024);
  let [size, missing, unusable, sorted] = [0, 0, 0, true];
  const single = new Float64Array(1);
  const addValues = (block: Float64Array, from: number, to: number): void => {
    if (size + to - from > values.length) {
      const larger = new Float64Array(Math.max(2 * values.length, size + to - from));
      larger.set(values.subarray(0, size));
      values = larger;
    }
    const into = values;
    let [at, absent, broken] = [size, 0, 0];
    for (let i = from; i < to; i++) {
      const x = block[i] as number;
      if (x < Infinity) into[at++] = x;
      else if (x === Infinity) broken++;
      else absent++;
    }
    size = at;
    missing += absent;
    unusable += broken;
    sorted = false;
  };
  return {
    kind: 'numeric',
    add(cell) {
      const x = numberOf(cell);
      single[0] = x === undefined ? Number.NaN : Number.isNaN(x) ? Infinity : x;
      addValues(single, 0, 1);
    },
    addValues,
    sample(room) {
      if (!sorted) sortNumbers(values.subarray(0, size), room(size));
      sorted = true;
      return { sorted: values.subarray(0, size), missing, unusable };
    },
  };
};

/** Room for sorting one column after the other. */
export const sortingRoom = (): ((size: number) => Float64Array) => {
  let room = new Float64Array(0);
  return (size) => {
    if (room.length < size) room = new Float64Array(size);
    return room;
  };
};
