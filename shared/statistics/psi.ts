import { chiSquaredPpf } from './chi-squared-law.ts';

/** Shares below this count as this, without renormalising: an empty bin then adds a large but finite amount. */
const SMALLEST_SHARE = 1e-4;

/**
 * Population stability index of two histograms over the same bins: sum of (q - p) ln(q / p). Zero on equal shares,
 * never negative. Bins are the reference's, never made from pooled values. An empty side gives 0.
 */
export const psi = (
  reference: readonly number[],
  current: readonly number[],
  smallestShare: number = SMALLEST_SHARE,
): number => {
  const [n, m] = [sum(reference), sum(current)];
  if (n === 0 || m === 0) return 0;
  return reference.reduce((index, count, bin) => {
    const p = Math.max(count / n, smallestShare);
    const q = Math.max((current[bin] ?? 0) / m, smallestShare);
    return index + (q - p) * Math.log(q / p);
  }, 0);
};

/**
 * What PSI reaches by chance alone in one window of a hundred: (1/n + 1/m) times the 99 % point of the chi-squared law
 * with one degree of freedom less than bins (Yurdakul and Naranjo). Holds from about 200 rows.
 */
export const psiNoise = (n: number, m: number, bins: number): number =>
  n === 0 || m === 0 || bins < 2 ? 0 : (1 / n + 1 / m) * point99(bins - 1);

/** The columns of a check ask for the same few points. */
const points = new Map<number, number>();
const point99 = (dof: number): number => {
  const point = points.get(dof) ?? chiSquaredPpf(0.99, dof);
  points.set(dof, point);
  return point;
};

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
