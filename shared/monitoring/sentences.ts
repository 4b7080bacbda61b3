import { counted, figure, listed, percent } from '../kernel/figures.ts';
import { classCounts } from './aspects.ts';
import type {
  CategoryCounts,
  CategoryProfile,
  FeatureCounts,
  FeatureProfile,
  FeatureVerdict,
  Measure,
  Verdict,
} from './schema.ts';

/** What changed in a column, for somebody who knows no statistics. */
export const featureSentence = (
  profile: FeatureProfile,
  counts: FeatureCounts,
  status: Verdict,
  measures: readonly Measure[],
): string => {
  if (status === 'not-enough-evidence')
    return `Only ${counted(Math.min(counts.present, profile.present), 'value')} to compare.`;
  const crossed = new Set(measures.filter((measure) => measure.exceeded).map((measure) => measure.name));
  const parts = [
    ...(crossed.has('missing-change') ? [missing(profile, counts)] : []),
    ...(crossed.has('invalid-change')
      ? [
          `${percent(counts.invalid / counts.rows)} of the values break the declared range, were ${percent(profile.invalid / profile.rows)}.`,
        ]
      : []),
    ...(profile.kind === 'numeric' && counts.kind === 'numeric'
      ? [average(profile, sum(counts.sums) / counts.present, crossed.has('psi') || crossed.has('ks'))]
      : []),
    ...(profile.kind === 'category' && counts.kind === 'category'
      ? categories(profile, counts, crossed.has('new-categories'))
      : []),
  ];
  return parts.join(' ');
};

/** The verdict of a run in a sentence or two. */
export const reportSentence = (
  verdict: Verdict,
  version: string,
  rows: number,
  leastRows: number,
  features: readonly FeatureVerdict[],
): string => {
  const named = (status: Verdict) =>
    features.filter((feature) => feature.status === status && feature.role === 'input').map(({ feature }) => feature);
  const answers = features.find((feature) => feature.role === 'prediction')?.status;
  const inputs = features.filter((feature) => feature.role === 'input').length;
  switch (verdict) {
    case 'not-enough-evidence':
      return `Too little traffic to judge: ${counted(rows, 'row')} arrived, at least ${leastRows} are needed.`;
    case 'stable':
      return `Traffic looks like the records version ${version} was released on.`;
    case 'watch': {
      const small = [...named('watch'), ...(answers === 'watch' ? ['the predictions'] : [])];
      return `No drift that matters. Small but certain changes: ${listed(shortened(small))}.`;
    }
    case 'drifted': {
      const moved = named('drifted');
      const which = `${moved.length} of ${counted(inputs, 'input')} changed: ${listed(shortened(moved))}`;
      if (answers !== 'drifted')
        return `Traffic is no longer what version ${version} was released on. ${which}.${answers === 'stable' || answers === 'watch' ? ' The predictions have not drifted.' : ''}`;
      return moved.length === 0
        ? `The predictions of version ${version} have drifted, though no input has.`
        : `The predictions of version ${version} have drifted, and ${which}.`;
    }
  }
};

const missing = (profile: FeatureProfile, counts: FeatureCounts): string =>
  `Missing in ${percent(counts.missing / counts.rows)} of rows, was ${percent(profile.missing / profile.rows)}.`;

const average = (profile: FeatureProfile & { kind: 'numeric' }, now: number, spread: boolean): string => {
  const away = profile.std > 0 ? (now - profile.mean) / profile.std : now - profile.mean;
  if (Math.abs(away) < 0.05)
    return `The average is as before, ${figure(now)}${spread ? ', but the values are spread differently' : ''}.`;
  return `${away > 0 ? 'Higher' : 'Lower'} on average: ${figure(now)}, was ${figure(profile.mean)}.`;
};

const categories = (profile: CategoryProfile, counts: CategoryCounts, unseen: boolean): string[] => {
  const { reference, current, fresh } = classCounts(profile, counts);
  const known = new Set(profile.counts.map(([value]) => value));
  const strangers = counts.counts.filter(([value]) => !known.has(value)).sort(([, a], [, b]) => b - a);
  const change = profile.counts
    .map(([value], i) => ({
      value,
      was: (reference[i] as number) / profile.present,
      now: (current[i] as number) / counts.present,
    }))
    .sort((a, b) => Math.abs(b.now - b.was) - Math.abs(a.now - a.was))[0];
  return [
    ...(unseen && fresh !== undefined
      ? [
          `${percent((current[fresh] as number) / counts.present)} have values never seen at release: ${listed(shortened(strangers.map(([value]) => value)))}.`,
        ]
      : []),
    ...(change ? [`${change.value}: ${percent(change.now)}, was ${percent(change.was)}.`] : []),
  ];
};

const shortened = (names: readonly string[], most = 3): string[] =>
  names.length <= most ? [...names] : [...names.slice(0, most), `${names.length - most} more`];
const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);
