import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numericProfile } from '../../../shared/monitoring/numeric-profile.ts';
import {
  ksBracket,
  ksExactPValue,
  ksLimitPValue,
  ksPValue,
  ksStatistic,
} from '../../../shared/statistics/kolmogorov-smirnov.ts';
import { binOf, quantile } from '../../../shared/statistics/quantile.ts';
import { twoProportions } from '../../../shared/statistics/two-proportions.ts';
import { binnedWasserstein, wasserstein } from '../../../shared/statistics/wasserstein.ts';
import { expectClose, oracle } from '../../support/oracle.ts';

const sample = fc.array(fc.double({ min: -50, max: 50, noNaN: true, noDefaultInfinity: true }), {
  minLength: 1,
  maxLength: 40,
});
const edges = fc
  .uniqueArray(fc.integer({ min: -40, max: 40 }), { minLength: 1, maxLength: 12 })
  .map((e) => e.sort((a, b) => a - b));

const histogram = (values: number[], cuts: number[]) => {
  const counts = new Array<number>(cuts.length + 1).fill(0);
  const sums = new Array<number>(cuts.length + 1).fill(0);
  for (const x of values) {
    const bin = binOf(cuts, x);
    counts[bin] = (counts[bin] ?? 0) + 1;
    sums[bin] = (sums[bin] ?? 0) + x;
  }
  return { counts, sums, min: Math.min(...values), max: Math.max(...values) };
};

describe('two samples against scipy', () => {
  it.each(Object.entries(oracle.two_sample))('%s', (_, { a, b, ...expected }) => {
    const d = ksStatistic(a, b);
    const sorted = [...a].sort((x, y) => x - y);

    expectClose(d, expected.ks_exact.statistic);
    expectClose(ksExactPValue(d, a.length, b.length), expected.ks_exact.pvalue);
    expectClose(ksLimitPValue(d, a.length, b.length), expected.ks_limit_pvalue);
    expectClose(wasserstein(a, b), expected.wasserstein);
    expect(Array.from({ length: 11 }, (_, i) => quantile(sorted, i / 10))).toEqual(
      expected['a_quantiles_linear_0_to_1_by_0.1'],
    );
  });

  it.each(Object.entries(oracle.two_sample))(
    'in standard deviations of the reference: %s',
    (_, { a, b, ...expected }) => {
      const { mean, std } = numericProfile({ name: 'x', type: 'number' }, a);

      expectClose(mean, expected.a_mean);
      expectClose(std, expected.a_std_ddof0);
      if (expected.wasserstein_over_ref_std_ddof0 !== null)
        expectClose(wasserstein(a, b) / std, expected.wasserstein_over_ref_std_ddof0);
    },
  );

  it('with values that come many times', () => {
    const { values_a, weights_a, values_b, weights_b, distance } = oracle.wasserstein_weighted;
    const repeated = (values: number[], weights: number[]) =>
      values.flatMap((value, i) => new Array<number>(weights[i] as number).fill(value));

    expectClose(wasserstein(repeated(values_a, weights_a), repeated(values_b, weights_b)), distance);
  });

  it('without the missing ones, whose rates are a test of their own', () => {
    const { ref, cur, ...expected } = oracle.missing;
    const present = (values: (number | null)[]) => values.filter((value) => value !== null);
    const gaps = (values: (number | null)[]) => values.length - present(values).length;
    const { z, pValue } = twoProportions(gaps(ref), ref.length, gaps(cur), cur.length);

    expectClose(gaps(ref) / ref.length, expected.ref_rate);
    expectClose(gaps(cur) / cur.length, expected.cur_rate);
    expectClose(ksStatistic(present(ref), present(cur)), expected.ks_asymp_on_present);
    expectClose(wasserstein(present(ref), present(cur)), expected.wasserstein_on_present);
    expectClose(z, expected.two_proportion_z_pooled.z);
    expectClose(pValue, expected.two_proportion_z_pooled.pvalue);
  });

  it.each(Object.entries(oracle.counts))('gap of cumulated bins: %s', (_, row) => {
    expectClose(ksBracket(row.ref, row.cur).lower, row.ks_on_ordered_bins);
  });
});

describe('the Kolmogorov-Smirnov bracket', () => {
  it('always holds the true distance', () => {
    fc.assert(
      fc.property(sample, sample, edges, (a, b, cuts) => {
        const d = ksStatistic(a, b);
        const { lower, upper } = ksBracket(histogram(a, cuts).counts, histogram(b, cuts).counts);
        expect(lower).toBeLessThanOrEqual(d + 1e-12);
        expect(upper).toBeGreaterThanOrEqual(d - 1e-12);
      }),
    );
  });

  it('closes where each bin holds a single value', () => {
    expect(ksBracket([3, 0, 5], [1, 4, 3], new Set([0, 1, 2]))).toEqual({ lower: 0.25, upper: 0.25 });
  });

  it('is empty without rows', () => {
    expect(ksBracket([0, 0], [1, 4])).toEqual({ lower: 0, upper: 0 });
    expect(ksStatistic([], [1])).toBe(0);
    expect(ksPValue(0.5, 0, 10)).toBe(1);
  });
});

describe('the exact Kolmogorov-Smirnov law', () => {
  it('meets the limit law when samples grow, and hands over to it', () => {
    expect(ksExactPValue(0.06, 1000, 1000)).toBeCloseTo(ksLimitPValue(0.06, 1000, 1000), 2);
    expect(ksPValue(0.06, 1001, 1000)).toBe(ksLimitPValue(0.06, 1001, 1000));
  });

  it('keeps the digits of tiny chances', () => {
    // Two sets of 60 that do not overlap: 2 orders of C(120, 60).
    expectClose(ksExactPValue(1, 60, 60), 2 / 9.661490884036332e34);
  });
});

describe('Wasserstein distance of histograms', () => {
  it('never exceeds the distance of the samples', () => {
    fc.assert(
      fc.property(sample, sample, edges, (a, b, cuts) => {
        const binned = binnedWasserstein(cuts, histogram(a, cuts), histogram(b, cuts));
        expect(binned).toBeLessThanOrEqual(wasserstein(a, b) + 1e-9);
      }),
    );
  });

  it('is exact when one sample lies right of the other', () => {
    fc.assert(
      fc.property(sample, fc.double({ min: 0, max: 20, noNaN: true }), edges, (a, by, cuts) => {
        const moved = a.map((x) => x + by);
        expect(binnedWasserstein(cuts, histogram(a, cuts), histogram(moved, cuts))).toBeCloseTo(by, 9);
      }),
    );
  });

  it('is zero on itself and without rows', () => {
    expect(binnedWasserstein([1, 2], histogram([0, 1, 5], [1, 2]), histogram([0, 1, 5], [1, 2]))).toBe(0);
    expect(wasserstein([], [1])).toBe(0);
  });
});
