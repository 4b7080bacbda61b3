import { mean } from './mean.ts';

export interface AucDifference {
  /** Area by the first scores minus area by the others, on average. */
  readonly difference: number;
  /** DeLong's variance for two scores of the same rows; not known with fewer than two of either class. */
  readonly variance?: number;
}

/**
 * How much better one score ranks than another on the same rows (DeLong, DeLong and Clarke-Pearson 1988), or than several
 * on average. Scores of the same rows err together, so this is far more certain than two areas side by side. Undefined
 * when a class is missing.
 */
export const aucDifference = (
  labels: ArrayLike<number>,
  first: ArrayLike<number>,
  ...others: readonly ArrayLike<number>[]
): AucDifference | undefined => {
  const a = placements(labels, first);
  const rest = others.map((scores) => placements(labels, scores));
  const positives = mean(a.positives.map((share, i) => share - average(rest, (b) => b.positives[i] as number)));
  const negatives = mean(a.negatives.map((share, i) => share - average(rest, (b) => b.negatives[i] as number)));
  const [n, m] = [a.positives.length, a.negatives.length];
  if (n === 0 || m === 0) return undefined;
  if (n < 2 || m < 2) return { difference: positives.mean };
  return { difference: positives.mean, variance: positives.variance / n + negatives.variance / m };
};

/** For each positive the share of negatives below it, for each negative that of positives above it, ties half; in the order of the rows. */
const placements = (labels: ArrayLike<number>, scores: ArrayLike<number>) => {
  const of = (wanted: boolean) =>
    Float64Array.from(
      Array.from({ length: labels.length }, (_, i) => i).filter((i) => (labels[i] === 1) === wanted),
      (i) => scores[i] as number,
    );
  const [high, low] = [of(true), of(false)];
  const [highest, lowest] = [high.slice().sort(), low.slice().sort()];
  return {
    positives: high.map((x) => shareBelow(lowest, x)),
    negatives: low.map((x) => 1 - shareBelow(highest, x)),
  };
};

const average = <T>(all: readonly T[], of: (one: T) => number): number =>
  all.reduce((sum, one) => sum + of(one), 0) / all.length;

const shareBelow = (sorted: Float64Array, x: number): number =>
  (firstAt(sorted, (one) => one >= x) + firstAt(sorted, (one) => one > x)) / 2 / sorted.length;

// The first place at which the test holds, in values for which it holds from some place on.
const firstAt = (sorted: Float64Array, holds: (value: number) => boolean): number => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
};
