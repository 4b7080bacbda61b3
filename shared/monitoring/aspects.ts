import { chiSquare } from '../statistics/chi-square.ts';
import { jensenShannon } from '../statistics/jensen-shannon.ts';
import { ksBracket, ksPValue } from '../statistics/kolmogorov-smirnov.ts';
import { psi, psiNoise } from '../statistics/psi.ts';
import { totalVariation } from '../statistics/total-variation.ts';
import { twoProportions } from '../statistics/two-proportions.ts';
import { binnedWasserstein } from '../statistics/wasserstein.ts';
import { CountsMismatch } from './errors.ts';
import type { DriftLimits } from './limits.ts';
import { atomBins } from './numeric-profile.ts';
import type {
  CategoryCounts,
  CategoryProfile,
  Described,
  FeatureCounts,
  FeatureProfile,
  Measure,
  MeasureName,
  NumericCounts,
  NumericProfile,
} from './schema.ts';

/** One way in which a column can change: a test whether it did, and measures of how much. */
export interface Aspect {
  readonly pValue: number;
  readonly measures: readonly Measure[];
  readonly described?: Described;
}

/** Distances of a numeric column from all of its values: KS, and Wasserstein in the unit of the column. */
export interface ExactDistances {
  readonly ks: number;
  readonly wasserstein: number;
}

/** Everything about a column that there is enough evidence to compare. @throws CountsMismatch */
export const aspectsOf = (
  profile: FeatureProfile,
  counts: FeatureCounts,
  limits: DriftLimits,
  exact?: ExactDistances,
): Aspect[] => {
  const enough = Math.min(profile.present, counts.present) >= limits.rows;
  return [
    ...(enough ? [distributionOf(profile, counts, limits, exact)] : []),
    ...shareChange('missing-change', profile, counts, 'missing', limits.missingChange, limits),
    ...shareChange('invalid-change', profile, counts, 'invalid', limits.invalidChange, limits),
  ];
};

/** The window's counts in the classes of the profile, then one class for everything the profile has not. */
export const classCounts = (profile: CategoryProfile, counts: CategoryCounts) => {
  const seen = new Map(counts.counts);
  const known = profile.counts.map(([value]) => seen.get(value) ?? 0);
  const unknown = counts.present - known.reduce((sum, count) => sum + count, 0);
  return {
    reference: [...profile.counts.map(([, count]) => count), profile.others],
    current: [...known, unknown],
    /** Index of the class of new values; none when the profile itself had to leave some out. */
    fresh: profile.others === 0 ? profile.counts.length : undefined,
  };
};

const distributionOf = (
  profile: FeatureProfile,
  counts: FeatureCounts,
  limits: DriftLimits,
  exact?: ExactDistances,
): Aspect => {
  if (profile.kind === 'numeric' && counts.kind === 'numeric') return numeric(profile, counts, limits, exact);
  if (profile.kind === 'category' && counts.kind === 'category') return category(profile, counts, limits);
  throw new CountsMismatch(`${profile.name} is ${profile.kind} at release and ${counts.kind} in the window`);
};

const numeric = (
  profile: NumericProfile,
  counts: NumericCounts,
  limits: DriftLimits,
  exact?: ExactDistances,
): Aspect => {
  if (profile.counts.length !== counts.counts.length) throw new CountsMismatch(`${profile.name} has other bins`);
  const [n, m] = [profile.present, counts.present];
  const bracket = exact
    ? { lower: exact.ks, upper: exact.ks }
    : ksBracket(profile.counts, counts.counts, atomBins(profile.edges));
  const [reference, current] = [between(profile.counts, profile.deciles), between(counts.counts, profile.deciles)];
  const distance = exact?.wasserstein ?? binnedWasserstein(profile.edges, extremes(profile), extremes(counts));
  return {
    pValue: ksPValue(bracket.lower, n, m),
    measures: [
      measure('psi', psi(reference, current), aboveNoise(limits.psi, n, m, reference)),
      measure('ks', bracket.lower, limits.ks, bracket.upper),
      // A constant column has no scale; PSI and KS see any change of it.
      ...(profile.std > 0 ? [measure('wasserstein', distance / profile.std, limits.wasserstein)] : []),
    ],
    described: { jensenShannon: jensenShannon(reference, current), wasserstein: distance },
  };
};

const category = (profile: CategoryProfile, counts: CategoryCounts, limits: DriftLimits): Aspect => {
  const { reference, current, fresh } = classCounts(profile, counts);
  const [n, m] = [profile.present, counts.present];
  const unseen = fresh === undefined ? 0 : (current[fresh] as number) / m;
  const { statistic, dof, pValue } = chiSquare(reference, current, {
    apart: new Set(fresh === undefined ? [] : [fresh]),
  });
  return {
    pValue,
    measures: [
      measure('psi', psi(reference, current), aboveNoise(limits.psi, n, m, reference)),
      measure('total-variation', totalVariation(reference, current), limits.totalVariation),
      measure('new-categories', unseen, limits.newCategories),
    ],
    described: { jensenShannon: jensenShannon(reference, current), chiSquare: { statistic, dof, pValue } },
  };
};

const shareChange = (
  name: MeasureName,
  profile: FeatureProfile,
  counts: FeatureCounts,
  part: 'missing' | 'invalid',
  threshold: number,
  limits: DriftLimits,
): Aspect[] => {
  const [k, n] = [profile[part], profile.rows];
  const [j, m] = [counts[part], counts.rows];
  // A column that never misses a value has nothing to test, and a test more would only weaken the others.
  if (Math.min(n, m) < limits.rows || k + j === 0) return [];
  return [{ pValue: twoProportions(k, n, j, m).pValue, measures: [measure(name, Math.abs(j / m - k / n), threshold)] }];
};

const measure = (name: MeasureName, statistic: number, threshold: number, atMost?: number): Measure => ({
  name,
  statistic,
  ...(atMost !== undefined && { atMost }),
  threshold,
  exceeded: statistic >= threshold,
});

const aboveNoise = (limit: number, n: number, m: number, reference: readonly number[]): number =>
  Math.max(limit, psiNoise(n, m, reference.filter((count) => count > 0).length));

const extremes = (column: NumericProfile | NumericCounts) => ({
  counts: column.counts,
  sums: column.sums,
  min: column.min ?? 0,
  max: column.max ?? 0,
});

const between = (counts: readonly number[], cuts: readonly number[]): number[] => {
  const sums = new Array<number>(cuts.length + 1).fill(0);
  for (let bin = 0, part = 0; bin < counts.length; bin++) {
    while (part < cuts.length && bin > (cuts[part] as number)) part++;
    sums[part] = (sums[part] as number) + (counts[bin] as number);
  }
  return sums;
};
