/** Probabilities are kept this far from 0 and 1, so that one certain mistake costs 34.5 and not infinity. */
const CLIP = 1e-15;

/** Loss of each row for 0/1 labels and the probability of 1. */
export const logLosses = (labels: ArrayLike<number>, probabilities: ArrayLike<number>): Float64Array => {
  const losses = new Float64Array(probabilities.length);
  for (let i = 0; i < losses.length; i++) {
    const clipped = Math.min(Math.max(probabilities[i] as number, CLIP), 1 - CLIP);
    losses[i] = -Math.log(labels[i] === 1 ? clipped : 1 - clipped);
  }
  return losses;
};

/** Loss of each row for class indices and one probability per class; rows are renormalised as scikit-learn does. */
export const multiclassLogLosses = (
  labels: ArrayLike<number>,
  probabilities: readonly (readonly number[])[],
): Float64Array =>
  Float64Array.from(probabilities, (row, i) => {
    const total = row.reduce((sum, p) => sum + Math.max(p, CLIP), 0);
    return -Math.log(Math.min(Math.max(row[labels[i] as number] ?? 0, CLIP) / total, 1));
  });
