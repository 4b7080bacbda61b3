import { benjaminiHochberg } from '../statistics/benjamini-hochberg.ts';
import { type Aspect, aspectsOf, type ExactDistances } from './aspects.ts';
import { CountsMismatch } from './errors.ts';
import { pictureOf } from './picture.ts';
import {
  type BaselineProfile,
  DriftLimits,
  type DriftReport,
  type FeatureCounts,
  type FeatureProfile,
  type FeatureVerdict,
  type Verdict,
  type WindowCounts,
} from './schema.ts';
import { featureSentence, reportSentence } from './sentences.ts';

/**
 * Judges a window against the baseline. Drift is a change that is both certain and large: the corrected p-value of its
 * test (Benjamini-Hochberg over all tests of the run) is within the false-discovery rate, and one of the measures that
 * go with the test passes its limit. Certain but small is `watch`. The same counts always give the same report.
 * `exact` brings distances that were taken from all values, by feature, in place of those from bins.
 * @throws CountsMismatch when the counts were not made against this profile
 */
export const judge = (
  profile: BaselineProfile,
  counts: WindowCounts,
  window: { readonly from: string; readonly to: string },
  overrides: Partial<DriftLimits> = {},
  exact?: ReadonlyMap<string, ExactDistances>,
): DriftReport => {
  const limits = DriftLimits.parse(overrides);
  const columns = columnsOf(profile, counts).map((column) => ({
    ...column,
    aspects:
      counts.rows < limits.rows
        ? []
        : aspectsOf(column.profile, column.counts, limits, exact?.get(column.profile.name)),
  }));
  const tests = columns.flatMap(({ aspects }) => aspects);
  const qValues = new Map(benjaminiHochberg(tests.map(({ pValue }) => pValue)).map((q, i) => [tests[i] as Aspect, q]));
  const rate =
    Math.min(profile.rows, counts.rows) > limits.largeWindow ? limits.falseDiscoveryLarge : limits.falseDiscovery;
  const certain = (aspect: Aspect) => (qValues.get(aspect) ?? 1) <= rate;
  const features = columns.map((column) => verdictOn(column, certain, qValues, limits)).sort(byImportance);
  const verdict = worst(features, counts.rows < limits.rows);
  return {
    format: 'slipway/drift-report/v1',
    model: profile.model,
    version: profile.version,
    window,
    rows: { baseline: profile.rows, window: counts.rows },
    malformed: counts.malformed,
    verdict,
    calm: !tests.some((aspect) => certain(aspect) && effectOf([aspect]) >= 0.5),
    sentence: reportSentence(verdict, profile.version, counts.rows, limits.rows, features),
    limits,
    features,
  };
};

interface Column {
  readonly role: FeatureVerdict['role'];
  readonly profile: FeatureProfile;
  readonly counts: FeatureCounts;
  readonly aspects: readonly Aspect[];
}

const columnsOf = (profile: BaselineProfile, counts: WindowCounts): Omit<Column, 'aspects'>[] => {
  const inputs = profile.features.map((feature, i) => {
    const own = counts.features[i];
    if (own?.name !== feature.name) throw new CountsMismatch(`${feature.name} at release, ${own?.name} in the window`);
    return { role: 'input' as const, profile: feature, counts: own };
  });
  return profile.prediction && counts.prediction
    ? [{ role: 'prediction', profile: profile.prediction, counts: counts.prediction }, ...inputs]
    : inputs;
};

const verdictOn = (
  { role, profile, counts, aspects }: Column,
  certain: (aspect: Aspect) => boolean,
  qValues: ReadonlyMap<Aspect, number>,
  limits: DriftLimits,
): FeatureVerdict => {
  const sure = aspects.filter(certain);
  const status: Verdict = sure.some((aspect) => aspect.measures.some(({ exceeded }) => exceeded))
    ? 'drifted'
    : sure.length > 0
      ? 'watch'
      : Math.min(profile.present, counts.present) < limits.rows
        ? 'not-enough-evidence'
        : 'stable';
  const measures = aspects.flatMap((aspect) =>
    aspect.measures.map((measure) => ({ ...measure, pValue: aspect.pValue, qValue: qValues.get(aspect) ?? 1 })),
  );
  const described = aspects.find((aspect) => aspect.described)?.described;
  return {
    feature: profile.name,
    kind: profile.kind,
    role,
    status,
    effect: effectOf(aspects),
    measures,
    ...(described && { described }),
    rows: { baseline: profile.present, window: counts.present },
    sentence: featureSentence(
      profile,
      counts,
      status,
      sure.flatMap((aspect) => aspect.measures),
    ),
    picture: pictureOf(profile, counts),
  };
};

const rank: Record<Verdict, number> = { drifted: 0, watch: 1, stable: 2, 'not-enough-evidence': 3 };

const byImportance = (a: FeatureVerdict, b: FeatureVerdict): number =>
  Number(b.role === 'prediction') - Number(a.role === 'prediction') ||
  rank[a.status] - rank[b.status] ||
  b.effect - a.effect;

const worst = (features: readonly FeatureVerdict[], tooFew: boolean): Verdict => {
  const statuses = new Set(features.map(({ status }) => status));
  if (statuses.has('drifted')) return 'drifted';
  if (statuses.has('watch')) return 'watch';
  return tooFew || !statuses.has('stable') ? 'not-enough-evidence' : 'stable';
};

const effectOf = (aspects: readonly Aspect[]): number =>
  Math.max(0, ...aspects.flatMap(({ measures }) => measures.map(({ statistic, threshold }) => statistic / threshold)));
