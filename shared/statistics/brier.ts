/** Squared error of each row for 0/1 labels and the probability of 1; their mean is the Brier score. */
export const brierLosses = (labels: ArrayLike<number>, probabilities: ArrayLike<number>): Float64Array =>
  Float64Array.from(probabilities, (p, i) => (p - (labels[i] as number)) ** 2);
