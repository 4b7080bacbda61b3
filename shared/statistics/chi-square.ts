import { chiSquaredSf } from './chi-squared-law.ts';

export interface ChiSquare {
  readonly statistic: number;
  readonly dof: number;
  readonly pValue: number;
  /** How many classes were compared after pooling. */
  readonly classes: number;
}

type Pair = readonly [reference: number, current: number];

/**
 * Pearson's test of homogeneity of two histograms over the same classes. Classes that are empty on both sides are left
 * out; those with an expected count below `smallestExpected` are pooled, and what is still too small joins the smallest
 * class: one row of something rare must not look like a change. Classes named in `apart` (new categories) are kept as a
 * class of their own once they have `smallestExpected` rows.
 */
export const chiSquare = (
  reference: readonly number[],
  current: readonly number[],
  { smallestExpected = 5, apart }: { smallestExpected?: number; apart?: ReadonlySet<number> } = {},
): ChiSquare => {
  const [n, m] = [sum(reference), sum(current)];
  if (n === 0 || m === 0) return { statistic: 0, dof: 0, pValue: 1, classes: 0 };
  const expected = ([r, c]: Pair) => ((r + c) * Math.min(n, m)) / (n + m);
  const pairs = reference.map((count, i): Pair => [count, current[i] ?? 0]);
  const fresh = pool(pairs.filter((_, i) => apart?.has(i)));
  const known = pairs.filter((_, i) => !apart?.has(i));
  const enough = fresh[1] >= smallestExpected;
  const kept = known.filter((pair) => expected(pair) >= smallestExpected).sort((a, b) => expected(b) - expected(a));
  const rest = pool([...known.filter((pair) => expected(pair) < smallestExpected), ...(enough ? [] : [fresh])]);
  const last = expected(rest) < smallestExpected ? pool([...kept.splice(-1), rest]) : rest;
  const classes = [...kept, last, ...(enough ? [fresh] : [])].filter(([r, c]) => r + c > 0);
  const statistic = classes.reduce(
    (total, [r, c]) => total + deviation(r, r + c, n, n + m) + deviation(c, r + c, m, n + m),
    0,
  );
  const dof = Math.max(classes.length - 1, 0);
  return { statistic, dof, pValue: dof === 0 ? 1 : chiSquaredSf(statistic, dof), classes: classes.length };
};

const deviation = (observed: number, inClass: number, onSide: number, all: number): number => {
  const expected = (inClass * onSide) / all;
  return (observed - expected) ** 2 / expected;
};

const pool = (pairs: readonly Pair[]): Pair => [sum(pairs.map(([r]) => r)), sum(pairs.map(([, c]) => c))];
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
