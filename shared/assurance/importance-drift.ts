import { benjaminiHochberg } from '../statistics/benjamini-hochberg.ts';
import { Z95 } from '../statistics/mean.ts';
import { normalSf } from '../statistics/normal.ts';
import type { Importance, Interval } from './schema.ts';

export interface ImportanceChange {
  readonly feature: string;
  readonly atRelease: number;
  readonly now: number;
  /** Of the importance now. */
  readonly interval?: Interval;
  /** Place by importance, 1 the most important. */
  readonly rankAtRelease: number;
  readonly rankNow: number;
  readonly pValue?: number;
  readonly qValue?: number;
}

export interface ImportanceDrift {
  readonly verdict: 'changed' | 'watch' | 'as-released' | 'not-enough-evidence';
  /** How well the order of then still ranks by the importance of then: 1 for the same order. */
  readonly ndcg: number;
  /** Which share of all importance has certainly gone to other columns. */
  readonly moved: number;
  /** Largest change first. */
  readonly features: readonly ImportanceChange[];
}

interface Limits {
  /** As SageMaker Clarify has it for feature attributions. */
  readonly ndcg: number;
  readonly moved: number;
  readonly falseDiscovery: number;
}

/**
 * Whether the model leans on other features than at release. Changed is what is both certain, some feature's importance
 * another by more than chance (Benjamini-Hochberg over all features), and large: the order of the features no longer that
 * of the release (normalised discounted cumulative gain below 0.9, the measure and limit of SageMaker Clarify), or a fifth
 * of all importance gone to other features, which an order of two that were close does not show. Without intervals on
 * either side nothing is certain. Features that only one side knows are left out; two are needed.
 */
export const importanceDrift = (
  release: readonly Importance[],
  window: readonly Importance[],
  { ndcg: least, moved: most, falseDiscovery }: Limits = { ndcg: 0.9, moved: 0.2, falseDiscovery: 0.05 },
): ImportanceDrift => {
  const now = new Map(window.map((one) => [one.feature, one]));
  const pairs = release.flatMap((before) => {
    const after = now.get(before.feature);
    return after && after.metric === before.metric ? [{ before, after }] : [];
  });
  const [ranksThen, ranksNow] = [ranked(pairs.map(({ before }) => before)), ranked(pairs.map(({ after }) => after))];
  const chances = pairs.map(({ before, after }) => chanceOf(before, after));
  const tested = chances.filter((chance) => chance !== undefined);
  const qValues = benjaminiHochberg(tested);
  let next = 0;
  const features = pairs.map(({ before, after }, i): ImportanceChange => {
    const pValue = chances[i];
    return {
      feature: before.feature,
      atRelease: before.drop,
      now: after.drop,
      ...(after.interval && { interval: after.interval }),
      rankAtRelease: ranksThen.get(before.feature) as number,
      rankNow: ranksNow.get(before.feature) as number,
      ...(pValue !== undefined && { pValue, qValue: qValues[next++] }),
    };
  });
  const ndcg =
    gained(
      pairs.map(({ before }) => before),
      ranksNow,
    ) /
    gained(
      pairs.map(({ before }) => before),
      ranksThen,
    );
  const certain = features.filter(({ qValue = 1 }) => qValue <= falseDiscovery);
  const moved = movedShare(features, certain);
  const verdict =
    pairs.length < 2 || tested.length === 0 || Number.isNaN(ndcg)
      ? 'not-enough-evidence'
      : certain.length === 0
        ? 'as-released'
        : ndcg < least || moved >= most
          ? 'changed'
          : 'watch';
  return {
    verdict,
    ndcg: Number.isNaN(ndcg) ? 1 : ndcg,
    moved,
    features: features.sort((a, b) => Math.abs(b.now - b.atRelease) - Math.abs(a.now - a.atRelease)),
  };
};

const ranked = (all: readonly Importance[]): ReadonlyMap<string, number> =>
  new Map(
    [...all]
      .sort((a, b) => b.drop - a.drop || (a.feature < b.feature ? -1 : 1))
      .map(({ feature }, i) => [feature, i + 1]),
  );

// What a feature was worth counts the less, the lower its rank. One that only harmed is worth nothing.
const gained = (release: readonly Importance[], ranks: ReadonlyMap<string, number>): number =>
  release.reduce(
    (sum, { feature, drop }) => sum + Math.max(0, drop) / Math.log2((ranks.get(feature) as number) + 1),
    0,
  );

// Half the sum of differences: what one feature loses another gains. Only what is certain counts, or noise would add up.
const movedShare = (all: readonly ImportanceChange[], certain: readonly ImportanceChange[]): number => {
  const share = (of: 'atRelease' | 'now') => {
    const sum = all.reduce((total, one) => total + Math.max(0, one[of]), 0);
    return (one: ImportanceChange) => (sum === 0 ? 0 : Math.max(0, one[of]) / sum);
  };
  const [before, after] = [share('atRelease'), share('now')];
  return certain.reduce((sum, one) => sum + Math.abs(after(one) - before(one)) / 2, 0);
};

const chanceOf = (before: Importance, after: Importance): number | undefined => {
  if (!after.interval && !before.interval) return undefined;
  const error = Math.hypot(halfOf(before.interval), halfOf(after.interval)) / Z95;
  const change = Math.abs(after.drop - before.drop);
  if (error === 0) return change === 0 ? 1 : 0;
  return 2 * normalSf(change / error);
};

const halfOf = (interval?: Interval): number => (interval ? (interval.high - interval.low) / 2 : 0);
