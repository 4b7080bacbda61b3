import { gammaP, gammaQ } from './gamma.ts';

/** P(Z > z) of the standard normal law; keeps its relative accuracy far into the tail. */
export const normalSf = (z: number): number =>
  z >= 0 ? gammaQ(0.5, (z * z) / 2) / 2 : 0.5 + gammaP(0.5, (z * z) / 2) / 2;

/** The z below which a share p of the standard normal law lies; 0 < p < 1, infinite at the ends. */
export const normalPpf = (p: number): number => {
  if (Number.isNaN(p) || p < 0 || p > 1) return Number.NaN;
  if (p === 0.5) return 0;
  if (p > 0.5) return -normalPpf(1 - p);
  if (p === 0) return -Infinity;
  // Abramowitz and Stegun 26.2.23 is right to 4.5e-4; each of Halley's steps triples the correct digits.
  const t = Math.sqrt(-2 * Math.log(p));
  let z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < 3; step++) {
    const error = (normalSf(z) - p) * Math.sqrt(2 * Math.PI) * Math.exp((z * z) / 2);
    z += error / (1 + (z * error) / 2);
  }
  return -z;
};
