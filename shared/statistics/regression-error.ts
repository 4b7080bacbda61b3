import { around, type Interval } from './mean.ts';

interface Estimate {
  readonly value: number;
  readonly interval?: Interval;
}

export interface RegressionError {
  readonly mae: Estimate;
  readonly rmse: Estimate;
  /** 1 for a perfect fit to a constant target and 0 for any other fit to one, as scikit-learn has it. */
  readonly r2: Estimate;
  /** Mean of prediction minus truth: positive when the model says too much. */
  readonly bias: Estimate;
}

/** Errors of predictions against the truth, each in the unit of the target but R2, which has none. */
export const regressionError = (truth: ArrayLike<number>, predicted: ArrayLike<number>): RegressionError => {
  const n = predicted.length;
  const sums = sumsOf(truth, predicted);
  const centres = {
    absolute: sums.absolute / n,
    squared: sums.squared / n,
    bias: sums.error / n,
    truth: sums.truth / n,
  };
  const spreads = spreadsAround(truth, predicted, centres);
  const interval = (centre: number, spread: number) =>
    n < 2 ? undefined : around(centre, Math.sqrt(spread / (n - 1) / n));
  const rmse = Math.sqrt(centres.squared);
  // Delta method: the standard error of a root is that of the square over twice the root.
  const ofRoot = n < 2 ? 0 : Math.sqrt(spreads.squared / (n - 1) / n) / (2 * rmse);
  return {
    mae: { value: centres.absolute, interval: interval(centres.absolute, spreads.absolute) },
    rmse: { value: rmse, interval: rmse > 0 ? around(rmse, ofRoot) : undefined },
    r2: determination(truth, predicted, centres.truth, sums.squared, spreads.truth),
    bias: { value: centres.bias, interval: interval(centres.bias, spreads.bias) },
  };
};

// All sums of a kind in one walk over the rows, without lists in between: memory is what takes the time.
const sumsOf = (truth: ArrayLike<number>, predicted: ArrayLike<number>) => {
  let [absolute, squared, error, sum] = [0, 0, 0, 0];
  for (let i = 0; i < predicted.length; i++) {
    const y = truth[i] as number;
    const e = (predicted[i] as number) - y;
    absolute += Math.abs(e);
    squared += e * e;
    error += e;
    sum += y;
  }
  return { absolute, squared, error, truth: sum };
};

const spreadsAround = (
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  centres: { readonly absolute: number; readonly squared: number; readonly bias: number; readonly truth: number },
) => {
  const { absolute: ofAbsolute, squared: ofSquared, bias: ofError, truth: ofTruth } = centres;
  let [absolute, squared, bias, spread] = [0, 0, 0, 0];
  for (let i = 0; i < predicted.length; i++) {
    const y = truth[i] as number;
    const e = (predicted[i] as number) - y;
    const a = Math.abs(e) - ofAbsolute;
    const s = e * e - ofSquared;
    const b = e - ofError;
    const d = y - ofTruth;
    absolute += a * a;
    squared += s * s;
    bias += b * b;
    spread += d * d;
  }
  return { absolute, squared, bias, truth: spread };
};

/** By the sum of squared errors, and that of the squared distances of the truth from its centre. */
const determination = (
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  centre: number,
  lost: number,
  spread: number,
): Estimate => {
  const n = predicted.length;
  if (spread === 0) return { value: lost === 0 ? 1 : 0 };
  const value = 1 - lost / spread;
  if (n < 3) return { value };
  // Jackknife; without row i the spread falls by n / (n - 1) times its squared deviation.
  const share = n / (n - 1);
  let [usable, sum, squares] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const y = truth[i] as number;
    const e = (predicted[i] as number) - y;
    const d = y - centre;
    const change = 1 - (lost - e * e) / (spread - share * d * d) - value;
    if (!Number.isFinite(change)) continue;
    usable++;
    sum += change;
    squares += change * change;
  }
  // The changes lie around nought, so nothing is lost by taking the square of their mean off at the end.
  const variance = usable < 2 ? 0 : Math.max(0, squares - (sum * sum) / usable) / (usable - 1);
  return { value, interval: around(value, Math.sqrt(((n - 1) ** 2 / n) * variance)) };
};
