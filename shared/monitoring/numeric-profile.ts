import { quantile } from '../statistics/quantile.ts';
import { keepsShape } from './cells.ts';
import type { FeatureShape, NumericProfile } from './schema.ts';

const MOST_BINS = 1024;
/** A bin for fewer rows than this would store noise: a small baseline has a small profile. */
const ROWS_PER_BIN = 4;
const DECILES = 10;

/** A numeric column: its usable values in ascending order, and how many cells were empty or no number. */
export interface NumericValues {
  readonly sorted: Float64Array;
  readonly missing: number;
  readonly unusable: number;
}

/** Profile of a numeric column; `undefined` is a missing value, NaN one that is no number. */
export const numericProfile = (shape: FeatureShape, values: readonly (number | undefined)[]): NumericProfile => {
  const given = values.filter((value) => value !== undefined);
  const sorted = Float64Array.from(given.filter((value) => !Number.isNaN(value))).sort();
  return profileOfValues(shape, {
    sorted,
    missing: values.length - given.length,
    unusable: given.length - sorted.length,
  });
};

/** The same of values that are in order already. */
export const profileOfValues = (shape: FeatureShape, { sorted, missing, unusable }: NumericValues): NumericProfile => {
  const fits = keepsShape(shape);
  const n = sorted.length;
  const deciles = decileEdges(sorted);
  const edges = [...new Set([...fineEdges(sorted), ...deciles])].sort((a, b) => a - b);
  const counts = new Array<number>(edges.length + 1).fill(0);
  const sums = new Array<number>(edges.length + 1).fill(0);
  let [bin, outside] = [0, 0];
  for (const x of sorted) {
    while (bin < edges.length && (edges[bin] as number) <= x) bin++;
    counts[bin] = (counts[bin] as number) + 1;
    sums[bin] = (sums[bin] as number) + x;
    if (!fits(x)) outside++;
  }
  const mean = n === 0 ? 0 : sorted.reduce((sum, x) => sum + x, 0) / n;
  const variance = n === 0 ? 0 : sorted.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n;
  return {
    kind: 'numeric',
    name: shape.name,
    rows: n + missing + unusable,
    present: n,
    missing,
    invalid: outside + unusable,
    shape,
    mean,
    std: Math.sqrt(variance),
    ...(n > 0 && { min: sorted[0], max: sorted[n - 1] }),
    edges,
    deciles: deciles.map((edge) => edges.indexOf(edge)),
    counts,
    // Twelve digits are more than any distance needs and a third less to store.
    sums: sums.map((sum) => Number(sum.toPrecision(12))),
  };
};

/** The bins of a profile that hold a single value: the middle of two neighbouring doubles is one of them. */
export const atomBins = (edges: readonly number[]): ReadonlySet<number> => {
  const atoms = new Set<number>();
  for (let i = 1; i < edges.length; i++) {
    const [left, right] = [edges[i - 1] as number, edges[i] as number];
    const middle = left + (right - left) / 2;
    if (middle === left || middle === right) atoms.add(i);
  }
  return atoms;
};

/** The smallest double above x. */
export const nextUp = (x: number): number => {
  if (x === 0) return Number.MIN_VALUE;
  const double = new Float64Array([x]);
  const bits = new BigInt64Array(double.buffer);
  bits[0] = (bits[0] as bigint) + (x > 0 ? 1n : -1n);
  return double[0] as number;
};

const decileEdges = (sorted: Float64Array): number[] => {
  if (sorted.length === 0) return [];
  const all = Array.from({ length: DECILES + 1 }, (_, i) => quantile(sorted, i === DECILES ? 1 : i * 0.1));
  const inner = new Set(all.slice(1, -1).filter((edge) => edge !== all[0] && edge !== all[DECILES]));
  return [...new Set([...inner, ...apart(all)])].sort((a, b) => a - b);
};

// Edges are values of the column, which are short to write; log-spaced ones follow the tails down to two rows.
const fineEdges = (sorted: Float64Array): number[] => {
  const n = sorted.length;
  const bins = Math.min(MOST_BINS, Math.max(DECILES, Math.ceil(n / ROWS_PER_BIN)));
  if (n === 0) return [];
  const at = (share: number) => sorted[Math.min(n - 1, Math.floor(share * n))] as number;
  const body = Array.from({ length: bins - 1 }, (_, i) => at((i + 1) / bins));
  const tails: number[] = [];
  for (let share = 0.5 / bins; share * n > 2; share /= 2) tails.push(at(share), at(1 - share));
  return [...body, ...tails, ...apart(body)];
};

// A value that two quantiles share is an atom: it gets a bin of its own.
const apart = (quantiles: readonly number[]): number[] =>
  quantiles.flatMap((value, i) => (i > 0 && value === quantiles[i - 1] ? [value, nextUp(value)] : []));
