import { classCounts } from './aspects.ts';
import type { FeatureCounts, FeatureProfile, NumericCounts, NumericProfile, Picture } from './schema.ts';

const BARS = 24;
const MOST_LABELS = 8;
/** Share left out at each end, so that one far value does not flatten the drawing. */
const TAIL = 0.005;

/** The shares of a column at release and in the window, coarse enough to draw. */
export const pictureOf = (profile: FeatureProfile, counts: FeatureCounts): Picture => {
  if (profile.kind === 'numeric' && counts.kind === 'numeric') return numericPicture(profile, counts);
  if (profile.kind === 'category' && counts.kind === 'category') {
    const { reference, current } = classCounts(profile, counts);
    const labelled = profile.counts
      .map(([label], i) => ({ label, reference: reference[i] as number, current: current[i] as number }))
      .sort((a, b) => share(b, profile, counts) - share(a, profile, counts));
    const shown = labelled.slice(0, MOST_LABELS);
    const rest = labelled.slice(MOST_LABELS);
    const others = {
      label: profile.others > 0 || rest.length > 0 ? 'others' : 'new values',
      reference: rest.reduce((sum, row) => sum + row.reference, reference.at(-1) ?? 0),
      current: rest.reduce((sum, row) => sum + row.current, current.at(-1) ?? 0),
    };
    const rows = others.reference + others.current > 0 ? [...shown, others] : shown;
    return {
      kind: 'category',
      labels: rows.map(({ label }) => label),
      baseline: rows.map((row) => part(row.reference, profile.present)),
      window: rows.map((row) => part(row.current, counts.present)),
    };
  }
  return { kind: 'category', labels: [], baseline: [], window: [] };
};

const numericPicture = (profile: NumericProfile, counts: NumericCounts): Picture => {
  const [first, last] = [
    Math.min(profile.min ?? 0, counts.min ?? Infinity),
    Math.max(profile.max ?? 0, counts.max ?? 0),
  ];
  const cuts = [first, ...profile.edges.map((edge) => clamp(edge, first, last)), last];
  const ends = [profile.counts, counts.counts].map(
    (c) => [near(c, TAIL, cuts, 0), near(c, 1 - TAIL, cuts, 1)] as const,
  );
  const from = Math.min(...ends.map(([low]) => low));
  const to = Math.max(...ends.map(([, high]) => high));
  return {
    kind: 'numeric',
    from,
    to,
    baseline: bars(profile.counts, cuts, from, to),
    window: bars(counts.counts, cuts, from, to),
  };
};

// The cut left (0) or right (1) of the bin in which the cumulated share passes `level`.
const near = (counts: readonly number[], level: number, cuts: readonly number[], side: 0 | 1): number => {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    const count = counts[bin] as number;
    below += count;
    if (count > 0 && below >= level * total) return cuts[bin + side] as number;
  }
  return cuts[side === 0 ? 0 : cuts.length - 1] as number;
};

// Spreads each bin evenly over the bars it covers; a bin narrower than a bar falls where its middle is.
const bars = (counts: readonly number[], cuts: readonly number[], from: number, to: number): number[] => {
  const shares = new Array<number>(BARS).fill(0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const width = (to - from) / BARS || 1;
  const bar = (x: number) => clamp(Math.floor((x - from) / width), 0, BARS - 1);
  for (let bin = 0; bin < counts.length; bin++) {
    const count = counts[bin] as number;
    if (count === 0) continue;
    const [left, right] = [cuts[bin] as number, cuts[bin + 1] as number];
    const [low, high] = [bar(left), bar(right)];
    for (let i = low; i <= high; i++) {
      const covered = Math.min(right, from + (i + 1) * width) - Math.max(left, from + i * width);
      const weight = low === high ? 1 : clamp(covered / (right - left), 0, 1);
      shares[i] = (shares[i] as number) + part(count * weight, total);
    }
  }
  return shares.map((x) => Number(Math.min(x, 1).toFixed(5)));
};

const share = (row: { reference: number; current: number }, profile: FeatureProfile, counts: FeatureCounts): number =>
  Math.max(part(row.reference, profile.present), part(row.current, counts.present));
const part = (count: number, whole: number): number => (whole === 0 ? 0 : count / whole);
const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
