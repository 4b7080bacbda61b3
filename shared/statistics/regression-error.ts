import { around, type Interval, mean } from './mean.ts';

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
  const errors = Float64Array.from(predicted, (p, i) => p - (truth[i] as number));
  const absolute = mean(errors.map(Math.abs));
  const squared = mean(errors.map((e) => e * e));
  const bias = mean(errors);
  const rmse = Math.sqrt(squared.mean);
  return {
    mae: { value: absolute.mean, interval: absolute.interval },
    // Delta method: the standard error of a root is that of the square over twice the root.
    rmse: {
      value: rmse,
      interval: rmse > 0 ? around(rmse, Math.sqrt(squared.variance / errors.length) / (2 * rmse)) : undefined,
    },
    r2: determination(truth, errors),
    bias: { value: bias.mean, interval: bias.interval },
  };
};

const determination = (truth: ArrayLike<number>, errors: Float64Array): Estimate => {
  const n = errors.length;
  const centre = mean(truth).mean;
  const deviations = Float64Array.from(truth, (y) => y - centre);
  const lost = squares(errors);
  const spread = squares(deviations);
  if (spread === 0) return { value: lost === 0 ? 1 : 0 };
  const value = 1 - lost / spread;
  if (n < 3) return { value };
  // Jackknife; without row i the spread falls by n / (n - 1) times its squared deviation.
  const without = errors.map((e, i) => 1 - (lost - e * e) / (spread - (n / (n - 1)) * (deviations[i] as number) ** 2));
  const { variance } = mean(without.filter(Number.isFinite));
  return { value, interval: around(value, Math.sqrt(((n - 1) ** 2 / n) * variance)) };
};

const squares = (values: Float64Array): number => values.reduce((sum, x) => sum + x * x, 0);
