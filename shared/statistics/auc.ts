import { sortNumbers } from './sort-numbers.ts';

export interface Auc {
  readonly auc: number;
  /** DeLong's variance; not known with fewer than two of either class. */
  readonly variance?: number;
}

/**
 * Area under the ROC curve, ties counted half, with its variance by DeLong: the spread of how often each positive lies
 * above the negatives, and each negative below the positives. Undefined when a class is missing. `labels` are 0 or 1.
 */
export const auc = (labels: ArrayLike<number>, scores: ArrayLike<number>): Auc | undefined => {
  const positives = sortedOf(labels, scores, 1);
  const negatives = sortedOf(labels, scores, 0);
  const [n, m] = [positives.length, negatives.length];
  if (n === 0 || m === 0) return undefined;
  const above = shareBelow(positives, negatives);
  const below = shareBelow(negatives, positives).map((share) => 1 - share);
  const area = mean(above);
  if (n < 2 || m < 2) return { auc: area };
  return { auc: area, variance: variance(above) / n + variance(below) / m };
};

const sortedOf = (labels: ArrayLike<number>, scores: ArrayLike<number>, label: 0 | 1): Float64Array => {
  const values = new Float64Array(scores.length);
  let size = 0;
  for (let i = 0; i < scores.length; i++) if ((labels[i] === 1 ? 1 : 0) === label) values[size++] = scores[i] as number;
  const sorted = values.subarray(0, size);
  sortNumbers(sorted);
  return sorted;
};

// For each value, the share of the others that lie below it, a tie counted half. Both in ascending order.
const shareBelow = (values: Float64Array, others: Float64Array): Float64Array => {
  const shares = new Float64Array(values.length);
  let [below, upTo] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as number;
    while (below < others.length && (others[below] as number) < x) below++;
    while (upTo < others.length && (others[upTo] as number) <= x) upTo++;
    shares[i] = (below + upTo) / 2 / others.length;
  }
  return shares;
};

const mean = (values: Float64Array): number => {
  let sum = 0;
  for (const x of values) sum += x;
  return sum / values.length;
};

const variance = (values: Float64Array): number => {
  const centre = mean(values);
  let squares = 0;
  for (const x of values) squares += (x - centre) ** 2;
  return squares / (values.length - 1);
};
