import { nextUp } from '../numeric-profile.ts';

/** A value of a sketch and how many rows it stands for; `kept` is how often the sketch holds it. */
interface Held {
  readonly value: number;
  readonly rows: number;
  readonly kept: number;
}

/** Bins of a numeric column, as a profile has them. */
export interface SketchedBins {
  readonly edges: number[];
  readonly deciles: number[];
  readonly counts: number[];
  readonly sums: number[];
}

const MOST_BINS = 256;
/** A bin of fewer kept values would follow the noise of the sketch. */
const KEPT_PER_BIN = 8;
/** A value that is kept so often, and fills a bin by itself, is one that many rows share. */
const KEPT_OF_AN_ATOM = 3;
const DECILES = 10;

/**
 * Bins from the levels of a KLL sketch, of which a value of level i stands for 2^i rows. The counts add up to `present`,
 * whatever the sketch lost. Nothing when the sketch holds nothing.
 */
export const binsOfSketch = (levels: readonly (readonly number[])[], present: number): SketchedBins | undefined => {
  const held = heldBy(levels);
  const total = held.reduce((sum, { rows }) => sum + rows, 0);
  const kept = held.reduce((sum, one) => sum + one.kept, 0);
  if (total === 0 || present === 0) return undefined;
  const bins = Math.max(DECILES, Math.min(MOST_BINS, Math.floor(kept / KEPT_PER_BIN)));
  const share = (of: number) => Array.from({ length: of - 1 }, (_, i) => ((i + 1) * total) / of);
  const isAtom = ({ rows, kept: often }: Held) => often >= KEPT_OF_AN_ATOM && rows >= total / bins;
  const atoms = new Set(held.filter(isAtom).map(({ value }) => value));
  const around = (values: readonly number[]) =>
    ascending(values.flatMap((value) => (atoms.has(value) ? [value, nextUp(value)] : [value])));
  const tenths = around(valuesAt(held, share(DECILES)));
  const edges = ascending([...around(valuesAt(held, share(bins))), ...around([...atoms]), ...tenths]);
  return { edges, deciles: tenths.map((edge) => edges.indexOf(edge)), ...filled(held, edges, present / total) };
};

interface Bucket {
  readonly lower_bound: number;
  readonly upper_bound: number;
  readonly count: number;
}

/** Bins from the materialised buckets, of which there are ten: coarse, but all there is without a sketch. */
export const binsOfBuckets = (buckets: readonly Bucket[], present: number): SketchedBins | undefined => {
  const sorted = [...buckets].sort((a, b) => a.lower_bound - b.lower_bound);
  const total = sorted.reduce((sum, { count }) => sum + count, 0);
  if (total === 0 || present === 0) return undefined;
  const edges = ascending(sorted.slice(1).map(({ lower_bound: edge }) => edge));
  const held = sorted.map(
    (one): Held => ({ value: (one.lower_bound + one.upper_bound) / 2, rows: one.count, kept: one.count }),
  );
  return { edges, deciles: edges.map((_, i) => i), ...filled(held, edges, present / total) };
};

const heldBy = (levels: readonly (readonly number[])[]): Held[] => {
  const all = new Map<number, { rows: number; kept: number }>();
  levels.forEach((values, level) => {
    for (const value of values.filter(Number.isFinite)) {
      const before = all.get(value) ?? { rows: 0, kept: 0 };
      all.set(value, { rows: before.rows + 2 ** level, kept: before.kept + 1 });
    }
  });
  return [...all].map(([value, one]) => ({ value, ...one })).sort((a, b) => a.value - b.value);
};

// The values at which so many rows are reached; `rows` in ascending order.
const valuesAt = (held: readonly Held[], rows: readonly number[]): number[] => {
  let [below, i] = [0, 0];
  return rows.map((wanted) => {
    while (i < held.length - 1 && below + (held[i] as Held).rows <= wanted) below += (held[i++] as Held).rows;
    return (held[i] as Held).value;
  });
};

// Rounds what lies below each edge, not each bin, so that the counts add up.
const filled = (
  held: readonly Held[],
  edges: readonly number[],
  scale: number,
): { counts: number[]; sums: number[] } => {
  const counts = new Array<number>(edges.length + 1).fill(0);
  const sums = new Array<number>(edges.length + 1).fill(0);
  let [i, below, before] = [0, 0, 0];
  for (let bin = 0; bin <= edges.length; bin++) {
    let [rows, sum] = [0, 0];
    for (; i < held.length && !((held[i] as Held).value >= (edges[bin] ?? Infinity)); i++) {
      rows += (held[i] as Held).rows;
      sum += (held[i] as Held).rows * (held[i] as Held).value;
    }
    below += rows;
    counts[bin] = Math.round(below * scale) - before;
    before += counts[bin] as number;
    sums[bin] = rows === 0 ? 0 : (sum / rows) * (counts[bin] as number);
  }
  return { counts, sums };
};

const ascending = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);
