import type { NumericCounts, NumericProfile } from './schema.ts';

/**
 * Values of a column that lie together: mass i evenly from `low[i]` to `high[i]`, or all on one value when the two are
 * equal. In lists of numbers, because a check looks at a hundred thousand of them.
 */
export interface Masses {
  readonly length: number;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Shares of all present values. */
  readonly share: Float64Array;
}

/** Relative width below which a bin is a single value: a stored sum has twelve digits. */
const POINT = 1e-9;

/**
 * Where the values of a column lie, as far as its bins tell. The mean of a bin narrows it: a bin from 0 to 25 whose
 * mean is 0 holds nothing but zeros, and one with mean 5 is taken to reach from 0 to 10.
 */
export const massesOf = (edges: readonly number[], column: NumericProfile | NumericCounts): Masses => {
  const { counts, sums, min, max, present } = column;
  const bins = counts.length;
  const low = new Float64Array(bins);
  const high = new Float64Array(bins);
  const share = new Float64Array(bins);
  let length = 0;
  for (let bin = 0; bin < bins; bin++) {
    const count = counts[bin] as number;
    if (count === 0) continue;
    const mean = (sums[bin] as number) / count;
    const left = bin === 0 ? (min ?? mean) : (edges[bin - 1] as number);
    const right = bin === edges.length ? (max ?? mean) : (edges[bin] as number);
    const half = Math.min(mean - left, right - mean);
    const point = POINT * Math.max(Math.abs(left), Math.abs(right));
    const wide = half > point;
    // The bin of a repeated value is as narrow as numbers can be, and holds its left edge alone: there a mean, whose sum
    // was rounded, tells nothing.
    const value = right - left <= point || mean - left <= right - mean ? left : right;
    low[length] = wide ? mean - half : value;
    high[length] = wide ? mean + half : value;
    share[length] = count / present;
    length++;
  }
  return { length, low, high, share };
};

/** Whether all values of a mass are the same. */
export const isPoint = ({ low, high }: Masses, i: number): boolean => low[i] === high[i];

/** Those that do not lie on one of these values. */
export const massesBeside = (masses: Masses, values: ReadonlySet<number>): Masses => {
  if (values.size === 0) return masses;
  const beside: number[] = [];
  for (let i = 0; i < masses.length; i++)
    if (!isPoint(masses, i) || !values.has(masses.low[i] as number)) beside.push(i);
  const [low, high, share] = [masses.low, masses.high, masses.share].map((all) =>
    Float64Array.from(beside, (i) => all[i] as number),
  ) as [Float64Array, Float64Array, Float64Array];
  return { length: beside.length, low, high, share };
};

/** The share of all of them together. */
export const wholeShare = ({ length, share }: Masses): number => {
  let whole = 0;
  for (let i = 0; i < length; i++) whole += share[i] as number;
  return whole;
};
