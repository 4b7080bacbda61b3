import { benjaminiHochberg } from '../statistics/benjamini-hochberg.ts';
import { type Aspect, aspectsOf, type ExactDistances } from './aspects.ts';
import { CountsMismatch } from './errors.ts';
import { featureSentence } from './feature-sentence.ts';
import { DriftLimits, type DriftOverrides } from './limits.ts';
import { isUnreadable } from './malformed.ts';
import { pictureOf } from './picture.ts';
import type {
  BaselineProfile,
  DriftReport,
  FeatureCounts,
  FeatureProfile,
  FeatureVerdict,
  Verdict,
  WindowCounts,
} from './schema.ts';
import { type Season, type SeasonWitness, seasonWitness } from './season.ts';
import { reportSentence } from './sentences.ts';

/** What goes into a verdict beside the counts of the window, where it is known. */
export interface Beside {
  /** Distances that were taken from all values, by feature, in place of those from bins. */
  readonly exact?: ReadonlyMap<string, ExactDistances>;
  /** Traffic of the same hours in earlier weeks: what is usual at this hour is watched, not drift. */
  readonly season?: Season;
  /** How many windows the counts are of, when small ones were added up. */
  readonly windows?: number;
}

/**
 * Judges a window against the baseline. Drift is a change that is both certain and large: the corrected p-value of its
 * test (Benjamini-Hochberg over all tests of the run) is within the false-discovery rate, and one of the measures that
 * go with the test passes its limit. Certain but small is `watch`, and so is what the season explains. Too many records
 * that cannot be read make the whole `unreadable`. The same counts always give the same report.
 * @throws CountsMismatch when the counts were not made against this profile
 */
export const judge = (
  profile: BaselineProfile,
  counts: WindowCounts,
  window: { readonly from: string; readonly to: string },
  overrides: DriftOverrides = {},
  { exact, season, windows = 1 }: Beside = {},
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
  const witness = season && seasonWitness(window, season, limits);
  const judged = columns.map((column) => {
    const feature = verdictOn(column, certain, qValues, limits, witness);
    const loud =
      !feature.season?.seasonal && column.aspects.some((one) => certain(one) && effectOf([one]) >= limits.leaveAt);
    return { feature, loud };
  });
  const features = judged.map(({ feature }) => feature).sort(byImportance);
  const unreadable = isUnreadable(counts, limits.malformed);
  const verdict = unreadable ? 'unreadable' : worst(features, counts.rows < limits.rows);
  return {
    format: 'slipway/drift-report/v1',
    model: profile.model,
    version: profile.version,
    window,
    ...(windows > 1 && { pooled: windows }),
    rows: { baseline: profile.rows, window: counts.rows },
    malformed: counts.malformed,
    verdict,
    calm: !unreadable && judged.every(({ loud }) => !loud),
    sentence: reportSentence(verdict, profile.version, counts, limits, features, windows),
    limits,
    features,
  };
};

interface Column {
  readonly role: FeatureVerdict['role'];
  readonly place: number | 'prediction';
  readonly profile: FeatureProfile;
  readonly counts: FeatureCounts;
  readonly aspects: readonly Aspect[];
}

const columnsOf = (profile: BaselineProfile, counts: WindowCounts): Omit<Column, 'aspects'>[] => {
  const inputs = profile.features.map((feature, i) => {
    const own = counts.features[i];
    if (own?.name !== feature.name) throw new CountsMismatch(`${feature.name} at release, ${own?.name} in the window`);
    return { role: 'input' as const, place: i, profile: feature, counts: own };
  });
  return profile.prediction && counts.prediction
    ? [{ role: 'prediction', place: 'prediction', profile: profile.prediction, counts: counts.prediction }, ...inputs]
    : inputs;
};

const verdictOn = (
  { role, place, profile, counts, aspects }: Column,
  certain: (aspect: Aspect) => boolean,
  qValues: ReadonlyMap<Aspect, number>,
  limits: DriftLimits,
  witness?: SeasonWitness,
): FeatureVerdict => {
  const sure = aspects.filter(certain);
  const left = sure.some((aspect) => aspect.measures.some(({ exceeded }) => exceeded));
  const season = left ? witness?.(place, profile, counts) : undefined;
  const status: Verdict =
    left && !season?.seasonal
      ? 'drifted'
      : sure.length > 0
        ? 'watch'
        : Math.min(profile.present, counts.present) < limits.rows
          ? 'not-enough-evidence'
          : 'stable';
  const measures = aspects.flatMap((aspect) =>
    aspect.measures.map((measure) => ({ ...measure, pValue: aspect.pValue, qValue: qValues.get(aspect) ?? 1 })),
  );
  const picture = pictureOf(profile, counts);
  const described = aspects.find((aspect) => aspect.described)?.described;
  return {
    feature: profile.name,
    kind: profile.kind,
    role,
    status,
    effect: effectOf(aspects),
    measures,
    ...(described && { described }),
    shares: {
      missing: { baseline: shareOf(profile.missing, profile.rows), window: shareOf(counts.missing, counts.rows) },
      invalid: { baseline: shareOf(profile.invalid, profile.rows), window: shareOf(counts.invalid, counts.rows) },
    },
    rows: { baseline: profile.present, window: counts.present },
    ...(season && { season }),
    sentence: featureSentence(
      profile,
      counts,
      status,
      sure.flatMap((aspect) => aspect.measures),
      picture,
      season,
    ),
    picture,
  };
};

const rank: Record<Verdict, number> = { unreadable: 0, drifted: 1, watch: 2, stable: 3, 'not-enough-evidence': 4 };

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

const shareOf = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
