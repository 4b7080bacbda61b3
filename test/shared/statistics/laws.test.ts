import { describe, expect, it } from 'vitest';
import { chiSquaredPpf, chiSquaredSf } from '../../../shared/statistics/chi-squared-law.ts';
import { gammaP, gammaQ, logGamma } from '../../../shared/statistics/gamma.ts';
import { kolmogorovSf } from '../../../shared/statistics/kolmogorov.ts';
import { normalPpf, normalSf } from '../../../shared/statistics/normal.ts';
import { expectClose, oracle } from '../../support/oracle.ts';

describe('probability laws against scipy', () => {
  it.each(oracle.chi2_sf)('chi-squared tail at %d with %d degrees of freedom', (x, dof, value) => {
    expectClose(chiSquaredSf(x, dof), value);
  });
  it.each(oracle.chi2_ppf)('chi-squared quantile %d with %d degrees of freedom', (p, dof, value) => {
    expectClose(chiSquaredPpf(p, dof), value);
  });
  it.each(oracle.kolmogorov_sf)('Kolmogorov tail at %d', (x, value) => expectClose(kolmogorovSf(x), value));
  it.each(oracle.norm_sf)('normal tail at %d', (z, value) => expectClose(normalSf(z), value));
  it.each(oracle.norm_ppf)('normal quantile %d', (p, value) => expectClose(normalPpf(p), value));
});

describe('gamma functions', () => {
  it('give factorials and the half-integer values', () => {
    expectClose(logGamma(11), Math.log(3_628_800));
    expectClose(logGamma(0.5), Math.log(Math.PI) / 2);
    expectClose(logGamma(0.25), 1.2880225246980774);
  });

  it('split all probability between both tails', () => {
    for (const [a, x] of [
      [0.5, 0.2],
      [3, 9],
      [40, 38],
      [250, 400],
    ] as const)
      expectClose(gammaP(a, x) + gammaQ(a, x), 1);
    expect([gammaP(2, 0), gammaQ(2, 0)]).toEqual([0, 1]);
  });

  it('give the ends of a law', () => {
    expect([chiSquaredPpf(0, 3), chiSquaredPpf(1, 3)]).toEqual([0, Infinity]);
    expect([normalPpf(0), normalPpf(1), normalPpf(2)]).toEqual([-Infinity, Infinity, Number.NaN]);
  });
});
