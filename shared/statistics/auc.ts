import type { Ranked } from './ranked.ts';

export interface Auc {
  readonly auc: number;
  /** DeLong's variance; not known with fewer than two of either class. */
  readonly variance?: number;
}

/**
 * Area under the ROC curve, ties counted half, with its variance by DeLong: the spread of how often each positive lies
 * above the negatives, and each negative below the positives. Undefined when a class is missing.
 */
export const auc = (all: Ranked): Auc | undefined => {
  let n = 0;
  for (let i = 0; i < all.labels.length; i++) n += all.labels[i] as number;
  const m = all.labels.length - n;
  if (n === 0 || m === 0) return undefined;
  // Halves are counted as wholes, so that the area is the nearest double.
  const won = wins(all);
  const area = won / (2 * n * m);
  if (n < 2 || m < 2) return { auc: area };
  const { positives, negatives } = squares(all, won / n, won / m, n);
  return {
    auc: area,
    variance: positives / (2 * m) ** 2 / (n - 1) / n + negatives / (2 * n) ** 2 / (m - 1) / m,
  };
};

/** For each positive twice the negatives below it and once those it ties with, all together. */
const wins = ({ scores, labels }: Ranked): number => {
  let [sum, below] = [0, 0];
  for (let i = 0, end = 0; i < scores.length; i = end) {
    const score = scores[i] as number;
    let ones = 0;
    for (end = i; end < scores.length && scores[end] === score; end++) ones += labels[end] as number;
    const zeros = end - i - ones;
    sum += ones * (2 * below + zeros);
    below += zeros;
  }
  return sum;
};

/** The squared distances of those counts from their mean, and for the negatives of the like counts of positives above them. */
const squares = (
  { scores, labels }: Ranked,
  meanOfPositives: number,
  meanOfNegatives: number,
  ofAll: number,
): { positives: number; negatives: number } => {
  let [positives, negatives, below, above] = [0, 0, 0, ofAll];
  for (let i = 0, end = 0; i < scores.length; i = end) {
    const score = scores[i] as number;
    let ones = 0;
    for (end = i; end < scores.length && scores[end] === score; end++) ones += labels[end] as number;
    const zeros = end - i - ones;
    above -= ones;
    const won = 2 * below + zeros - meanOfPositives;
    const lost = 2 * above + ones - meanOfNegatives;
    positives += ones * won * won;
    negatives += zeros * lost * lost;
    below += zeros;
  }
  return { positives, negatives };
};
