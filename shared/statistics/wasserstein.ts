import { distancesOfSorted } from './exact-distances.ts';

/** First Wasserstein distance of two samples: the area between their distribution functions. 0 when one is empty. */
export const wasserstein = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  distancesOfSorted(Float64Array.from(a).sort(), Float64Array.from(b).sort()).wasserstein;

/** A histogram that also keeps the sum of the values in each bin, and the extremes of them all. */
export interface SummedHistogram {
  readonly counts: ArrayLike<number>;
  readonly sums: ArrayLike<number>;
  readonly min: number;
  readonly max: number;
}

/**
 * First Wasserstein distance of two histograms over bins cut at `edges`. Exact in every bin where the distribution
 * functions do not cross, because the area between two functions that do not cross is the difference of their
 * integrals, and the integral of a distribution function over a bin follows from count and sum. Where they cross, the
 * value is a lower bound (the difference of the integrals).
 */
export const binnedWasserstein = (
  edges: ArrayLike<number>,
  reference: SummedHistogram,
  current: SummedHistogram,
): number => {
  const [n, m] = [total(reference.counts), total(current.counts)];
  if (n === 0 || m === 0) return 0;
  const leftmost = Math.min(reference.min, current.min);
  const rightmost = Math.max(reference.max, current.max);
  let [below, belowNow, area] = [0, 0, 0];
  for (let bin = 0; bin <= edges.length; bin++) {
    const left = clamp(bin === 0 ? leftmost : (edges[bin - 1] as number), leftmost, rightmost);
    const right = clamp(bin === edges.length ? rightmost : (edges[bin] as number), leftmost, rightmost);
    const width = right - left;
    const count = reference.counts[bin] as number;
    const countNow = current.counts[bin] as number;
    const integral = (below * width + right * count - (reference.sums[bin] as number)) / n;
    const integralNow = (belowNow * width + right * countNow - (current.sums[bin] as number)) / m;
    area += Math.abs(integral - integralNow);
    below += count;
    belowNow += countNow;
  }
  return area;
};

const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);

const total = (counts: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i] as number;
  return sum;
};
