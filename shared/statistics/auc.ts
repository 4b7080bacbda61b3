export interface Auc {
  readonly auc: number;
  /** DeLong's variance; not known with fewer than two of either class. */
  readonly variance?: number;
}

/**
 * Area under the ROC curve, ties counted half, with its variance by DeLong (in the rank form of Sun and Xu 2014).
 * Undefined when a class is missing. `labels` are 0 or 1.
 */
export const auc = (labels: ArrayLike<number>, scores: ArrayLike<number>): Auc | undefined => {
  const positives: number[] = [];
  const negatives: number[] = [];
  for (let i = 0; i < scores.length; i++) (labels[i] === 1 ? positives : negatives).push(scores[i] as number);
  const [n, m] = [positives.length, negatives.length];
  if (n === 0 || m === 0) return undefined;
  const together = midranks([...positives, ...negatives]);
  const amongPositives = midranks(positives);
  const amongNegatives = midranks(negatives);
  // How often each positive lies above the negatives, and each negative below the positives.
  const above = positives.map((_, i) => ((together[i] as number) - (amongPositives[i] as number)) / m);
  const below = negatives.map((_, j) => 1 - ((together[n + j] as number) - (amongNegatives[j] as number)) / n);
  const area = mean(above);
  if (n < 2 || m < 2) return { auc: area };
  return { auc: area, variance: variance(above) / n + variance(below) / m };
};

const midranks = (values: readonly number[]): Float64Array => {
  const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end++;
    for (let k = start; k < end; k++) ranks[order[k] as number] = (start + end + 1) / 2;
    start = end;
  }
  return ranks;
};

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

const variance = (values: readonly number[]): number => {
  const centre = mean(values);
  return values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (values.length - 1);
};
