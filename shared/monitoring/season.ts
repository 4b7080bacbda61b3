import { aspectsOf } from './aspects.ts';
import type { DriftLimits } from './limits.ts';
import { mergeCounts } from './merge-counts.ts';
import { asReference } from './reference.ts';
import type {
  CountedWindow,
  FeatureCounts,
  FeatureProfile,
  MeasureName,
  SeasonEvidence,
  WindowCounts,
} from './schema.ts';

/** What is known of a model's week: windows of the hours of this one in earlier weeks, and those of the last seven days. */
export interface Season {
  readonly sameHours: readonly CountedWindow[];
  readonly lastWeek: readonly CountedWindow[];
}

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;
/** One odd week makes no season. */
const LEAST_WEEKS = 2;
/** The last seven days speak for a week when this share of it was counted. */
const COVERED = 0.75;

type Span = Pick<CountedWindow, 'from' | 'to'>;

/** The hour of the week a window begins in, UTC: 0 is Monday 00:00, 167 the last hour of Sunday. */
export const hourOfWeek = (at: string): number => Math.floor(((Date.parse(at) - Date.UTC(1970, 0, 5)) % WEEK) / HOUR);

/** The same hours in each of the weeks before, latest first. */
export const sameHoursBefore = ({ from, to }: Span, weeks: number): Span[] =>
  Array.from({ length: weeks }, (_, i) => ({ from: earlier(from, i + 1), to: earlier(to, i + 1) }));

/** The seven days that end with a window. */
export const weekUntil = ({ to }: Span): Span => ({ from: earlier(to, 1), to });

/** Tells, for a column that left the release, whether its season explains that. Nothing when too little is known. */
export type SeasonWitness = (
  index: number | 'prediction',
  profile: FeatureProfile,
  counts: FeatureCounts,
) => SeasonEvidence | undefined;

/**
 * A change is seasonal when the window is like the same hours of the earlier weeks, and the whole last week is still like
 * the release. The second half is what makes the first safe: a change that came to stay looks like its own recent past
 * after a week, but the week as a whole then has left the release too, and so it stays drift. Only a change of a few hours
 * of the week, too small to move the week, becomes usual in time: it is drift when it begins, and told then.
 *
 * "Like" is a statement of size, never the mere lack of proof of a difference: every measure lies below its limit, and PSI
 * below its plain limit, not the one raised for noise. Small samples push these distances up, so too little traffic makes
 * a season harder to claim, not easier. Windows of other hours or of another length are left out; at least two weeks must
 * be known, with enough rows for a verdict, and three quarters of the last seven days. Hours are UTC: where the clocks
 * change, a season is an hour off for as many weeks as are compared.
 */
export const seasonWitness = (window: Span, { sameHours, lastWeek }: Season, limits: DriftLimits): SeasonWitness => {
  const alike = sameHours.filter((one) => isSameHours(one, window));
  const weeks = new Set(alike.map(({ from }) => from)).size;
  const covered = lastWeek.filter((one) => isWithin(one, weekUntil(window)));
  const hours = covered.reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0);
  const [first, ...others] = alike.map(({ counts }) => counts);
  const [day, ...days] = covered.map(({ counts }) => counts);
  if (!first || !day || weeks < LEAST_WEEKS || hours < COVERED * WEEK) return () => undefined;
  const before = others.reduce(mergeCounts, first);
  const week = days.reduce(mergeCounts, day);
  return (index, profile, counts) => {
    const [then, whole] = [columnOf(before, index), columnOf(week, index)];
    if (!then || !whole || Math.min(then.present, whole.present, counts.present) < limits.rows) return undefined;
    const againstSameHours = largest(asReference(profile, then), counts, limits);
    const weekAgainstRelease = largest(profile, whole, limits);
    return {
      seasonal: againstSameHours < 1 && weekAgainstRelease < 1,
      weeks,
      rows: then.rows,
      againstSameHours,
      weekAgainstRelease,
    };
  };
};

/** The largest statistic as a multiple of its plain limit. */
const largest = (reference: FeatureProfile, counts: FeatureCounts, limits: DriftLimits): number =>
  Math.max(
    0,
    ...aspectsOf(reference, counts, limits).flatMap(({ measures }) =>
      measures.map(({ name, statistic }) => statistic / limits[LIMIT_OF[name]]),
    ),
  );

const LIMIT_OF = {
  psi: 'psi',
  ks: 'ks',
  wasserstein: 'wasserstein',
  'total-variation': 'totalVariation',
  'new-categories': 'newCategories',
  'missing-change': 'missingChange',
  'invalid-change': 'invalidChange',
} as const satisfies Record<MeasureName, keyof DriftLimits>;

const columnOf = (counts: WindowCounts, index: number | 'prediction'): FeatureCounts | undefined =>
  index === 'prediction' ? counts.prediction : counts.features[index];

const isSameHours = (one: Span, window: Span): boolean => {
  const apart = Date.parse(window.from) - Date.parse(one.from);
  return apart > 0 && apart % WEEK === 0 && Date.parse(window.to) - Date.parse(one.to) === apart;
};

const isWithin = (one: Span, whole: Span): boolean =>
  Date.parse(one.from) >= Date.parse(whole.from) && Date.parse(one.to) <= Date.parse(whole.to);

const earlier = (at: string, weeks: number): string => new Date(Date.parse(at) - weeks * WEEK).toISOString();
