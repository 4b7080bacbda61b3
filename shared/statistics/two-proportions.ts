import { normalSf } from './normal.ts';

/** Two-sided z test of k of n against j of m with the pooled share. Nothing to compare gives z = 0, p = 1. */
export const twoProportions = (k: number, n: number, j: number, m: number): { z: number; pValue: number } => {
  const pooled = (k + j) / (n + m);
  const variance = pooled * (1 - pooled) * (1 / n + 1 / m);
  if (n === 0 || m === 0 || variance === 0) return { z: 0, pValue: 1 };
  const z = (k / n - j / m) / Math.sqrt(variance);
  return { z, pValue: 2 * normalSf(Math.abs(z)) };
};
