import { sortNumbers } from '../../statistics/sort-numbers.ts';
import { sortWholes } from '../../statistics/sort-wholes.ts';

/** Numbers of a column, beside how many were missing and how many were none. */
export interface KeptNumbers {
  readonly size: number;
  readonly missing: number;
  readonly unusable: number;
  /** Values from index `from` up to, not including, `to`: NaN for a missing one, infinity for one that is no number. */
  add(values: Float64Array, from: number, to: number): void;
  /** Lays all of them in order into a place for `size` numbers; `room` is for as many. */
  sort(into: Float64Array, room: Float64Array): void;
}

const FIRST_ROOM = 1024;
/** Decimals with more digits than this behind the point are kept as doubles. */
const MOST_SCALE = 1e6;

/**
 * Decimals of few digits are kept as whole numbers of 32 bits over a power of ten, in half the memory of doubles: only while
 * the quotient is each of them again, to the last bit. With the first one that it is not, all become doubles.
 */
export const keptNumbers = (): KeptNumbers => {
  let wholes: Int32Array<ArrayBuffer> | undefined = new Int32Array(FIRST_ROOM);
  let doubles = new Float64Array(0);
  let [scale, size, missing, unusable] = [1, 0, 0, 0];

  // Takes values up to the first that is no whole number over the scale. Answers where it stopped.
  const addWholes = (values: Float64Array, from: number, to: number): number => {
    const [into, over] = [wholes as Int32Array, scale];
    let [i, at, absent, broken] = [from, size, 0, 0];
    for (; i < to; i++) {
      const x = values[i] as number;
      if (x < Infinity) {
        const times = x * over;
        const whole = (times < 0 ? times - 0.5 : times + 0.5) | 0;
        if (whole / over !== x || (whole === 0 && Object.is(x, -0))) break;
        into[at++] = whole;
      } else if (x === Infinity) broken++;
      else absent++;
    }
    size = at;
    missing += absent;
    unusable += broken;
    return i;
  };

  const addDoubles = (values: Float64Array, from: number, to: number): void => {
    const into = doubles;
    let [at, absent, broken] = [size, 0, 0];
    for (let i = from; i < to; i++) {
      const x = values[i] as number;
      if (x < Infinity) into[at++] = x;
      else if (x === Infinity) broken++;
      else absent++;
    }
    size = at;
    missing += absent;
    unusable += broken;
  };

  // Makes the scale fit for one more number, or gives whole numbers up.
  const widen = (x: number): void => {
    const kept = wholes as Int32Array;
    let wider = scale * 10;
    while (wider < MOST_SCALE && Math.round(x * wider) / wider !== x) wider *= 10;
    const factor = wider / scale;
    const fits = (whole: number) => Math.abs(whole) * factor < 2 ** 31;
    if (wider <= MOST_SCALE && Math.abs(x) * wider < 2 ** 31 - 1 && kept.subarray(0, size).every(fits)) {
      for (let i = 0; i < size; i++) kept[i] = (kept[i] as number) * factor;
      scale = wider;
    } else {
      doubles = new Float64Array(kept.length);
      for (let i = 0; i < size; i++) doubles[i] = (kept[i] as number) / scale;
      wholes = undefined;
    }
  };

  const makeRoom = (least: number): void => {
    const room = wholes ?? doubles;
    if (least <= room.length) return;
    const larger = Math.max(4 * room.length, least);
    if (wholes) {
      wholes = new Int32Array(larger);
      wholes.set(room);
    } else {
      doubles = new Float64Array(larger);
      doubles.set(room);
    }
  };

  return {
    get size() {
      return size;
    },
    get missing() {
      return missing;
    },
    get unusable() {
      return unusable;
    },
    add(values, from, to) {
      makeRoom(size + to - from);
      let at = from;
      while (wholes && at < to) {
        at = addWholes(values, at, to);
        if (at < to) widen(values[at] as number);
      }
      addDoubles(values, at, to);
    },
    sort(into, room) {
      if (size === 0) return;
      if (wholes) sortWholes(wholes.subarray(0, size), scale, into, room);
      else {
        into.set(doubles.subarray(0, size));
        sortNumbers(into, room);
      }
    },
  };
};
