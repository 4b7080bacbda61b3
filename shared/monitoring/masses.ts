import type { NumericCounts, NumericProfile } from './schema.ts';

/** Values of a column that lie together: evenly from `low` to `high`, or all on one value when the two are equal. */
export interface Mass {
  readonly low: number;
  readonly high: number;
  /** Share of all present values. */
  readonly share: number;
}

/** Relative width below which a bin is a single value: a stored sum has twelve digits. */
const POINT = 1e-9;

/**
 * Where the values of a column lie, as far as its bins tell. The mean of a bin narrows it: a bin from 0 to 25 whose
 * mean is 0 holds nothing but zeros, and one with mean 5 is taken to reach from 0 to 10.
 */
export const massesOf = (edges: readonly number[], column: NumericProfile | NumericCounts): Mass[] => {
  const masses: Mass[] = [];
  for (let bin = 0; bin < column.counts.length; bin++) {
    const count = column.counts[bin] as number;
    if (count === 0) continue;
    const mean = (column.sums[bin] as number) / count;
    const left = bin === 0 ? (column.min ?? mean) : (edges[bin - 1] as number);
    const right = bin === edges.length ? (column.max ?? mean) : (edges[bin] as number);
    masses.push(narrowed(left, right, mean, count / column.present));
  }
  return masses;
};

const narrowed = (left: number, right: number, mean: number, share: number): Mass => {
  const half = Math.min(mean - left, right - mean);
  if (half > POINT * Math.max(Math.abs(left), Math.abs(right))) return { low: mean - half, high: mean + half, share };
  const value = mean - left <= right - mean ? left : right;
  return { low: value, high: value, share };
};

/** Whether all values of a mass are the same. */
export const isPoint = ({ low, high }: Mass): boolean => low === high;
