import { sortBySize } from './sort-by-size.ts';

/** Scores in ascending order, equal ones in the order they came, and the label of each: 1, or 0 for any other. */
export interface Ranked {
  readonly scores: Float64Array;
  readonly labels: Uint8Array;
}

/** Puts scores in their order, which both the area under the ROC curve and the calibration are counted from. No NaN. */
export const ranked = (labels: ArrayLike<number>, scores: ArrayLike<number>): Ranked => {
  const n = scores.length;
  // While they are sorted by size, the label goes along in the place of the sign.
  const keys = new Float64Array(n);
  let below = 0;
  for (let i = 0; i < n; i++) {
    const score = scores[i] as number;
    if (score < 0) below++;
    keys[i] = Math.abs(score) * (SIGNS[labels[i] === 1 ? 1 : 0] as number);
  }
  const parted = below > 0 ? apart(scores, keys, below) : keys;
  const all = { scores: new Float64Array(n), labels: new Uint8Array(n) };
  // Below nought the largest comes first, and equal ones are backwards until they are turned round with the rest.
  unpack(sortBySize(parted.subarray(0, below), new Float64Array(below)).reverse(), all, 0, -1);
  unpack(sortBySize(parted.subarray(below), new Float64Array(n - below)), all, below, 1);
  return all;
};

const SIGNS = [1, -1] as const;

/** The keys of scores below nought, backwards, before those of the others. */
const apart = (scores: ArrayLike<number>, keys: Float64Array, below: number): Float64Array => {
  const parted = new Float64Array(keys.length);
  let [back, on] = [below, below];
  for (let i = 0; i < keys.length; i++) parted[(scores[i] as number) < 0 ? --back : on++] = keys[i] as number;
  return parted;
};

const unpack = (keys: Float64Array, { scores, labels }: Ranked, from: number, sign: number): void => {
  const words = new Uint32Array(keys.buffer, keys.byteOffset, 2 * keys.length);
  for (let i = 0; i < keys.length; i++) {
    labels[from + i] = (words[2 * i + 1] as number) >>> 31;
    scores[from + i] = sign * Math.abs(keys[i] as number);
  }
};
