import { CountsMismatch } from './errors.ts';
import type { CategoryCounts, FeatureCounts, NumericCounts, WindowCounts } from './schema.ts';

const MOST_SAMPLES = 5;

/** The counts of both windows together: exact for counts, whatever the order; sums to rounding. @throws CountsMismatch */
export const mergeCounts = (a: WindowCounts, b: WindowCounts): WindowCounts => {
  if (a.features.length !== b.features.length) throw new CountsMismatch('different features');
  return {
    rows: a.rows + b.rows,
    ...(recordsOf(a) + recordsOf(b) !== a.rows + b.rows && { records: recordsOf(a) + recordsOf(b) }),
    malformed: {
      count: a.malformed.count + b.malformed.count,
      samples: [...a.malformed.samples, ...b.malformed.samples].slice(0, MOST_SAMPLES),
    },
    features: a.features.map((feature, i) => mergeFeature(feature, b.features[i] as FeatureCounts)),
    ...(a.prediction && b.prediction && { prediction: mergeFeature(a.prediction, b.prediction) }),
  };
};

const recordsOf = ({ records, rows }: WindowCounts): number => records ?? rows;

const mergeFeature = (a: FeatureCounts, b: FeatureCounts): FeatureCounts => {
  if (a.name !== b.name) throw new CountsMismatch(`${a.name} and ${b.name}`);
  const tallies = {
    name: a.name,
    rows: a.rows + b.rows,
    present: a.present + b.present,
    missing: a.missing + b.missing,
    invalid: a.invalid + b.invalid,
  };
  if (a.kind === 'numeric' && b.kind === 'numeric') return { ...tallies, ...mergeNumeric(a, b) };
  if (a.kind === 'category' && b.kind === 'category') return { ...tallies, ...mergeCategories(a, b) };
  throw new CountsMismatch(`${a.name} is ${a.kind} here and ${b.kind} there`);
};

const mergeNumeric = (a: NumericCounts, b: NumericCounts) => {
  if (a.counts.length !== b.counts.length) throw new CountsMismatch(`${a.name} has other bins`);
  const present = a.present + b.present > 0;
  return {
    kind: 'numeric' as const,
    ...(present && {
      min: Math.min(a.min ?? Infinity, b.min ?? Infinity),
      max: Math.max(a.max ?? -Infinity, b.max ?? -Infinity),
    }),
    counts: a.counts.map((count, i) => count + (b.counts[i] as number)),
    sums: a.sums.map((sum, i) => sum + (b.sums[i] as number)),
  };
};

const mergeCategories = (a: CategoryCounts, b: CategoryCounts) => {
  const tally = new Map(a.counts);
  for (const [value, count] of b.counts) tally.set(value, (tally.get(value) ?? 0) + count);
  return { kind: 'category' as const, counts: [...tally], others: a.others + b.others };
};
