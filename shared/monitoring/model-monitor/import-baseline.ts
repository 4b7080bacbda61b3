import { percent } from '../../kernel/figures.ts';
import type { DriftOverrides } from '../limits.ts';
import {
  type BaselineProfile,
  type CategoryProfile,
  type FeatureProfile,
  type FeatureShape,
  NO_VERSION,
  type NumericProfile,
} from '../schema.ts';
import { type Lost, limitsOf, lostOf } from './constraints.ts';
import type { MonitorConstraints, MonitorFeature, MonitorStatistics } from './files.ts';
import { binsOfBuckets, binsOfSketch } from './sketch-profile.ts';

/** What became of a Model Monitor baseline: the profile, the limits that have an equal here, and what was left behind. */
export interface ImportedBaseline {
  readonly profile: BaselineProfile;
  readonly limits: DriftOverrides;
  readonly lost: readonly Lost[];
}

/** Categories are compared by their first so many characters, as everywhere. */
const LONGEST_CATEGORY = 128;

/**
 * Turns `statistics.json` and, where there is one, `constraints.json` of Model Monitor into a baseline profile: numbers from
 * the KLL sketch (else the ten buckets), texts from their counts, missing values, ranges and domains. Columns keep their
 * order, which is that of the baseline file.
 */
export const importBaseline = (
  model: string,
  statistics: MonitorStatistics,
  constraints: MonitorConstraints = { features: [] },
): ImportedBaseline => {
  const lost: Lost[] = [];
  const features = statistics.features.flatMap((feature): FeatureProfile[] => {
    const shape = shapeOf(feature, constraints);
    const say = (message: string) => lost.push({ path: feature.name, message });
    if (feature.numerical_statistics) return [numeric(shape, feature.numerical_statistics, say)];
    if (feature.string_statistics) return [category(shape, feature.string_statistics, say)];
    say(`the column is left out: its type is ${feature.inferred_type}, and there are no statistics of it`);
    return [];
  });
  const rows = statistics.dataset?.item_count ?? Math.max(0, ...features.map((feature) => feature.rows));
  return {
    profile: { format: 'slipway/profile/v1', model, version: NO_VERSION, rows: Math.round(rows), features },
    limits: limitsOf(constraints),
    lost: [...lost, ...lostOf(statistics, constraints)],
  };
};

const shapeOf = ({ name, numerical_statistics }: MonitorFeature, { features }: MonitorConstraints): FeatureShape => {
  const constraint = features.find((one) => one.name === name);
  if (numerical_statistics)
    return { name, type: 'number', ...(constraint?.num_constraints?.is_non_negative && { min: 0 }) };
  const domain = constraint?.string_constraints?.domains;
  return { name, type: 'category', ...(domain && domain.length > 0 && { values: domain }) };
};

const numeric = (
  shape: FeatureShape,
  { common, mean = 0, std_dev: std = 0, min, max, distribution }: NonNullable<MonitorFeature['numerical_statistics']>,
  say: (message: string) => void,
): NumericProfile => {
  const { buckets = [], sketch } = distribution?.kll ?? {};
  const present = Math.round(common.num_present);
  const sketched = sketch && binsOfSketch(sketch.data, present);
  const bins = sketched ?? binsOfBuckets(buckets, present);
  if (!bins && present > 0) say('its distribution is not in the file: only its missing values can be compared');
  else if (sketch && sketched && sketch.data.slice(1).some((level) => level.length > 0))
    say(`it is known by a sketch: shares of its values are right to about ${percent(rankError(sketch.parameters?.k))}`);
  else if (bins && !sketched)
    say(`its distribution is known in ${buckets.length} buckets only, which hide small changes`);
  return {
    kind: 'numeric',
    ...talliesOf(shape, bins ? present : 0, common),
    shape,
    mean,
    std: Math.max(0, std),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(bins ?? { edges: [], deciles: [], counts: [0], sums: [0] }),
  };
};

// Normalised rank error of a KLL sketch in 99 of 100 cases, as Apache DataSketches documents it; k is 2048 by default.
const rankError = (k = 2048): number => 2.296 / k ** 0.9723;

const category = (
  shape: FeatureShape,
  { common, distribution }: NonNullable<MonitorFeature['string_statistics']>,
  say: (message: string) => void,
): CategoryProfile => {
  const tally = new Map<string, number>();
  for (const { value, count } of distribution?.categorical?.buckets ?? []) {
    const text = value.trim().slice(0, LONGEST_CATEGORY);
    if (text !== '') tally.set(text, (tally.get(text) ?? 0) + Math.round(count));
  }
  const counts = [...tally].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const told = counts.reduce((sum, [, count]) => sum + count, 0);
  const present = Math.max(told, Math.round(common.num_present));
  if (counts.length === 0 && present > 0)
    say('its values are not in the file, as for any column of many: only its missing values can be compared');
  else if (told < present)
    say(`${present - told} of its rows have values that the file does not name; new values go unseen`);
  return { kind: 'category', ...talliesOf(shape, present, common), shape, counts, others: present - told };
};

const talliesOf = (
  { name }: FeatureShape,
  present: number,
  { num_present, num_missing }: { num_present: number; num_missing: number },
) => {
  const missing = Math.round(num_missing);
  return { name, rows: Math.max(present, Math.round(num_present)) + missing, present, missing, invalid: 0 };
};
