import { type Interval, Z95 } from './mean.ts';

/** Wilson's 95 % interval for a share of k in n; never leaves [0, 1]. No rows: the whole of it. */
export const wilson = (k: number, n: number, z: number = Z95): Interval => {
  if (n === 0) return { low: 0, high: 1 };
  const p = k / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return { low: k === 0 ? 0 : Math.max(0, centre - half), high: k === n ? 1 : Math.min(1, centre + half) };
};

/** Newcombe's 95 % interval for the difference of two shares, k/n - j/m, from their Wilson intervals (method 10, 1998). */
export const newcombe = (k: number, n: number, j: number, m: number): Interval => {
  if (n === 0 || m === 0) return { low: -1, high: 1 };
  const [p, q] = [k / n, j / m];
  const [a, b] = [wilson(k, n), wilson(j, m)];
  return {
    low: p - q - Math.hypot(p - a.low, b.high - q),
    high: p - q + Math.hypot(a.high - p, q - b.low),
  };
};
