import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquare } from '../../../shared/statistics/chi-square.ts';
import { jensenShannon } from '../../../shared/statistics/jensen-shannon.ts';
import { psi, psiNoise } from '../../../shared/statistics/psi.ts';
import { binOf, quantileEdges } from '../../../shared/statistics/quantile.ts';
import { totalVariation } from '../../../shared/statistics/total-variation.ts';
import { twoProportions } from '../../../shared/statistics/two-proportions.ts';
import { expectClose, oracle } from '../../support/oracle.ts';

const cases = Object.entries(oracle.counts);
const histograms = fc
  .integer({ min: 2, max: 12 })
  .chain((bins) =>
    fc.tuple(
      fc.array(fc.nat(500), { minLength: bins, maxLength: bins }),
      fc.array(fc.nat(500), { minLength: bins, maxLength: bins }),
    ),
  );

describe('distances of histograms against scipy', () => {
  it.each(cases)('%s', (_, row) => {
    expectClose(psi(row.ref, row.cur), row['psi_floor_1e-4']);
    expectClose(psi(row.ref, row.cur, 1e-6), row['psi_floor_1e-6']);
    expectClose(jensenShannon(row.ref, row.cur), row.jensenshannon_base2);
    expectClose(totalVariation(row.ref, row.cur), row.total_variation);
    const [n, m] = [row.ref, row.cur].map((counts) => counts.reduce((a, b) => a + b, 0)) as [number, number];
    expectClose(psiNoise(n, m, row.ref.length), row['psi_null_threshold_alpha_0.01']);
    const test = chiSquare(row.ref, row.cur, { smallestExpected: 0 });
    expectClose(test.statistic, row.chi2);
    expectClose(test.pValue, row.chi2_pvalue);
    expect(test.dof).toBe(row.dof);
    if (row.two_proportion_z_pooled) {
      const { z, pValue } = twoProportions(row.ref[1] as number, n, row.cur[1] as number, m);
      expectClose(z, row.two_proportion_z_pooled.z);
      expectClose(pValue, row.two_proportion_z_pooled.pvalue);
    }
  });

  it.each(Object.entries(oracle.psi_from_samples))('PSI of samples over reference deciles: %s', (name, row) => {
    const { a, b } = oracle.two_sample[name] as { a: number[]; b: number[] };
    const edges = quantileEdges(
      [...a].sort((x, y) => x - y),
      10,
    );
    const count = (values: number[]) => {
      const counts = new Array<number>(edges.length + 1).fill(0);
      for (const x of values) counts[binOf(edges, x)] = (counts[binOf(edges, x)] ?? 0) + 1;
      return counts;
    };

    expect(edges).toEqual(row.interior_edges);
    expect(count(a)).toEqual(row.ref_counts);
    expect(count(b)).toEqual(row.cur_counts);
    expectClose(jensenShannon(count(a), count(b)), row.jensenshannon_base2);
    expectClose(psi(count(a), count(b)), row['psi_floor_1e-4']);
  });
});

describe('laws of the distances', () => {
  const all = { psi, jensenShannon, totalVariation };

  it.each(Object.entries(all))(
    '%s is zero on itself, never negative, and blind to the order of bins',
    (_, distance) => {
      fc.assert(
        fc.property(histograms, fc.infiniteStream(fc.nat()), ([p, q], keys) => {
          const order = p.map((_, i) => ({ i, key: keys.next().value as number })).sort((a, b) => a.key - b.key);
          const permuted = (counts: number[]) => order.map(({ i }) => counts[i] as number);
          expect(distance(p, p)).toBe(0);
          expect(distance(p, q)).toBeGreaterThanOrEqual(0);
          expect(distance(permuted(p), permuted(q))).toBeCloseTo(distance(p, q), 10);
        }),
      );
    },
  );

  it.each(Object.entries(all))('%s sees shares, not sizes', (_, distance) => {
    fc.assert(
      fc.property(histograms, fc.integer({ min: 2, max: 9 }), ([p, q], k) => {
        expect(
          distance(
            p,
            q.map((count) => count * k),
          ),
        ).toBeCloseTo(distance(p, q), 10);
      }),
    );
  });

  it('calls an empty side no distance', () => {
    for (const distance of Object.values(all)) expect(distance([3, 4], [0, 0])).toBe(0);
    expect(twoProportions(0, 0, 1, 5)).toEqual({ z: 0, pValue: 1 });
    expect(chiSquare([0, 0], [3, 4]).pValue).toBe(1);
  });
});

describe('chi-square with rare and new classes', () => {
  it('does not let a single rare row look like a change', () => {
    const test = chiSquare([60_000, 40_000, 0], [120, 79, 1], { apart: new Set([2]) });

    expect(test.pValue).toBeGreaterThan(0.5);
  });

  it('keeps new categories apart once there are enough of them', () => {
    const test = chiSquare([60_000, 39_990, 10, 0], [114, 76, 0, 10], { apart: new Set([3]) });

    expect(test.classes).toBe(3);
    expect(test.pValue).toBeLessThan(1e-100);
  });

  it('pools classes too small to be expected', () => {
    expect(chiSquare([500, 480, 3, 2, 1, 4], [500, 480, 2, 3, 4, 1])).toMatchObject({ classes: 3, dof: 2 });
  });

  it('says nothing about two handfuls of rows', () => {
    expect(chiSquare([2, 1], [1, 2])).toMatchObject({ dof: 0, pValue: 1 });
  });
});
