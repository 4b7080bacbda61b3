import { distancesOfSorted } from './exact-distances.ts';
import { kolmogorovSf } from './kolmogorov.ts';

/** Largest product of sample sizes for which the exact law is counted; beyond it the limit law is accurate. */
const EXACT_UP_TO = 1_000_000;

/** D = sup |F - G| of two samples (without missing values); 0 when one is empty. */
export const ksStatistic = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  distancesOfSorted(Float64Array.from(a).sort(), Float64Array.from(b).sort()).ks;

/**
 * D of two histograms over the same bins lies in this bracket, always: between the largest gap at an edge and the
 * largest gap two distributions with these counts could hide inside a bin. `atoms` marks bins that hold a single
 * value, inside which nothing can hide.
 */
export const ksBracket = (
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  atoms?: ReadonlySet<number>,
): { readonly lower: number; readonly upper: number } => {
  const [n, m] = [total(reference), total(current)];
  if (n === 0 || m === 0) return { lower: 0, upper: 0 };
  let [i, j, lower, upper] = [0, 0, 0, 0];
  for (let bin = 0; bin < reference.length; bin++) {
    const i0 = i;
    const j0 = j;
    i += reference[bin] as number;
    j += current[bin] as number;
    const gap = Math.abs(i * m - j * n);
    lower = Math.max(lower, gap);
    upper = Math.max(upper, atoms?.has(bin) ? gap : Math.max(i * m - j0 * n, j * n - i0 * m));
  }
  return { lower: lower / (n * m), upper: upper / (n * m) };
};

/** P(D >= d) when both samples come from one law: exact for small samples, the limit law above. Conservative with ties. */
export const ksPValue = (d: number, n: number, m: number): number => {
  if (n === 0 || m === 0 || d <= 0) return 1;
  return n * m <= EXACT_UP_TO ? ksExactPValue(d, n, m) : ksLimitPValue(d, n, m);
};

/** Kolmogorov's limit law at sqrt(nm / (n + m)) D. */
export const ksLimitPValue = (d: number, n: number, m: number): number =>
  kolmogorovSf(Math.sqrt((n * m) / (n + m)) * d);

/**
 * Exact two-sided law without ties. A merged ordering of the samples is a lattice path to (n, m), all equally likely;
 * `touched[j]` is the share of paths to (i, j) that ever reach a gap of d. Only sums of positive terms, so small
 * p-values keep their digits (the complement form loses them).
 */
export const ksExactPValue = (d: number, n: number, m: number): number => {
  const gap = Math.round(d * n * m);
  if (gap <= 0) return 1;
  const touched = new Float64Array(m + 1);
  for (let i = 0; i <= n; i++) {
    for (let j = 0; j <= m; j++) {
      if (Math.abs(i * m - j * n) >= gap) touched[j] = 1;
      else if (i + j > 0) {
        const above = i > 0 ? (touched[j] as number) * i : 0;
        const before = j > 0 ? (touched[j - 1] as number) * j : 0;
        touched[j] = (above + before) / (i + j);
      }
    }
  }
  return Math.min(1, touched[m] as number);
};

const total = (counts: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i] as number;
  return sum;
};
