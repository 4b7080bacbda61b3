import { gammaP, gammaQ, logGamma } from './gamma.ts';
import { normalPpf } from './normal.ts';

/** P(X > x) for a chi-squared variable with `dof` degrees of freedom. */
export const chiSquaredSf = (x: number, dof: number): number => gammaQ(dof / 2, x / 2);

/** The x below which a share p of the chi-squared law lies; 0 <= p < 1. */
export const chiSquaredPpf = (p: number, dof: number): number => {
  if (p <= 0) return 0;
  if (p >= 1) return Infinity;
  // Wilson-Hilferty as a start, then Newton kept inside a shrinking bracket.
  const h = 2 / (9 * dof);
  let x = Math.max(dof * (1 - h + normalPpf(p) * Math.sqrt(h)) ** 3, 1e-10);
  let [low, high] = [0, Infinity];
  for (let step = 0; step < 100; step++) {
    const excess = gammaP(dof / 2, x / 2) - p;
    if (excess > 0) high = x;
    else low = x;
    const density = Math.exp((dof / 2 - 1) * Math.log(x / 2) - x / 2 - logGamma(dof / 2)) / 2;
    const newton = x - excess / density;
    const next = newton > low && newton < high ? newton : Number.isFinite(high) ? (low + high) / 2 : 2 * x;
    if (Math.abs(next - x) <= 1e-15 * x) return next;
    x = next;
  }
  return x;
};
