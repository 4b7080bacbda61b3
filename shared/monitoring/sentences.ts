import { counted, figure, listed, percent } from '../kernel/figures.ts';
import { classCounts } from './aspects.ts';
import type { DriftLimits } from './limits.ts';
import { malformedShare } from './malformed.ts';
import type {
  CategoryCounts,
  CategoryProfile,
  FeatureCounts,
  FeatureProfile,
  FeatureVerdict,
  Measure,
  SeasonEvidence,
  Verdict,
  WindowCounts,
} from './schema.ts';

/** What changed in a column, for somebody who knows no statistics. */
export const featureSentence = (
  profile: FeatureProfile,
  counts: FeatureCounts,
  status: Verdict,
  measures: readonly Measure[],
  season?: SeasonEvidence,
): string => {
  if (status === 'not-enough-evidence')
    return `Only ${counted(Math.min(counts.present, profile.present), 'value')} to compare.`;
  const crossed = new Set(measures.filter((measure) => measure.exceeded).map((measure) => measure.name));
  const parts = [
    ...(season?.seasonal ? [`As in these hours of the last ${counted(season.weeks, 'week')}.`] : []),
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
  counts: WindowCounts,
  limits: DriftLimits,
  features: readonly FeatureVerdict[],
  windows = 1,
): string => {
  const said = verdictSentence(verdict, version, counts, limits, features);
  return windows > 1 ? `${said} ${windows} windows were judged together, for each alone had too little traffic.` : said;
};

const verdictSentence = (
  verdict: Verdict,
  version: string,
  counts: WindowCounts,
  limits: DriftLimits,
  features: readonly FeatureVerdict[],
): string => {
  const named = (status: Verdict) =>
    features.filter((feature) => feature.status === status && feature.role === 'input').map(({ feature }) => feature);
  const answers = features.find((feature) => feature.role === 'prediction')?.status;
  const inputs = features.filter((feature) => feature.role === 'input').length;
  switch (verdict) {
    case 'not-enough-evidence':
      return `Too little traffic to judge: ${counted(counts.rows, 'row')} arrived, at least ${limits.rows} are needed.`;
    case 'unreadable':
      return `${percent(malformedShare(counts))} of the records could not be read, ${percent(limits.malformed)} are allowed: the others are no fair sample of the traffic.`;
    case 'stable':
      return `Traffic looks like the records version ${version} was released on.`;
    case 'watch': {
      const seasonal = features.filter(({ season }) => season?.seasonal).map((one) => one.feature);
      const small = [...named('watch'), ...(answers === 'watch' ? ['the predictions'] : [])];
      if (seasonal.length > 0)
        return `No drift. As usual for these hours of the week, other than at release: ${listed(shortened(seasonal))}.`;
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
