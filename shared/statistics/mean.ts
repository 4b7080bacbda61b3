import { normalPpf } from './normal.ts';

/** An interval that holds the true value in 95 of 100 samples, as far as the method behind it is right. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export const Z95 = normalPpf(0.975);

export interface Mean {
  readonly mean: number;
  readonly variance: number;
  readonly interval?: Interval;
}

/** Mean of independent values with its normal 95 % interval; no interval for fewer than two. NaN for none. */
export const mean = (values: ArrayLike<number>): Mean => {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i] as number;
  const centre = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const distance = (values[i] as number) - centre;
    squares += distance * distance;
  }
  if (n < 2) return { mean: centre, variance: 0 };
  const variance = squares / (n - 1);
  return { mean: centre, variance, interval: around(centre, Math.sqrt(variance / n)) };
};

/** The value, plus and minus 1.96 standard errors. */
export const around = (value: number, standardError: number): Interval => ({
  low: value - Z95 * standardError,
  high: value + Z95 * standardError,
});
