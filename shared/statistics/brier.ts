/** Squared error of each row for 0/1 labels and the probability of 1; their mean is the Brier score. */
export const brierLosses = (labels: ArrayLike<number>, probabilities: ArrayLike<number>): Float64Array => {
  const losses = new Float64Array(probabilities.length);
  for (let i = 0; i < losses.length; i++) losses[i] = ((probabilities[i] as number) - (labels[i] as number)) ** 2;
  return losses;
};
