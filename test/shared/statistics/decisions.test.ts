import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benjaminiHochberg } from '../../../shared/statistics/benjamini-hochberg.ts';
import { fairness } from '../../../shared/statistics/fairness.ts';
import { permuteColumn, seeded, shuffled } from '../../../shared/statistics/permutation-importance.ts';
import { expectClose, oracle } from '../../support/oracle.ts';

describe('Benjamini-Hochberg', () => {
  it.each(oracle.multiple_testing)('agrees with statsmodels on $p', ({ p, fdr_bh }) => {
    const q = benjaminiHochberg(p);
    for (const [i, expected] of fdr_bh.adjusted.entries()) expectClose(q[i], expected);
    expect(q.map((one) => one <= 0.05)).toEqual(fdr_bh['reject_0.05']);
  });

  it('never lowers a p-value and keeps their order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), (p) => {
        const q = benjaminiHochberg(p);
        for (const [i, a] of p.entries()) {
          expect(q[i]).toBeGreaterThanOrEqual(a - 1e-15);
          for (const [j, b] of p.entries()) if (a <= b) expect(q[i]).toBeLessThanOrEqual(q[j] as number);
        }
      }),
    );
  });
});

describe('fairness by group', () => {
  const repeat = <T>(times: number, value: T) => new Array<T>(times).fill(value);
  const groups = [...repeat(100, 'a'), ...repeat(200, 'b'), ...repeat(5, 'c')];
  const labels = [...repeat(50, 1), ...repeat(50, 0), ...repeat(100, 1), ...repeat(100, 0), ...repeat(5, 1)];
  const decisions = [...repeat(40, 1), ...repeat(60, 0), ...repeat(90, 1), ...repeat(110, 0), ...repeat(5, 0)];

  it('compares rates with their intervals, and leaves groups that are too small out of the comparison', () => {
    const result = fairness(groups, labels, decisions);

    expect(result.groups.map(({ group, rows, positiveRate }) => [group, rows, positiveRate])).toEqual([
      ['a', 100, 0.4],
      ['b', 200, 0.45],
      ['c', 5, 0],
    ]);
    expect(result.parityGap).toMatchObject({ value: expect.closeTo(0.05), lowest: 'a', highest: 'b' });
    expect(result.opportunityGap?.value).toBeCloseTo(0.9 - 0.8);
    expect(result.impactRatio?.value).toBeCloseTo(0.4 / 0.45);
    expect(result.impactRatio?.interval.low).toBeLessThan(0.8);
    expect(result.impactRatio?.interval.high).toBeGreaterThan(1);
  });

  it.each(oracle.groups)('gives the gap and the ratio the intervals of statsmodels: $low against $high', (row) => {
    const [[j, m], [k, n]] = [row.low, row.high];
    const found = fairness([...repeat(m, 'low'), ...repeat(n, 'high')], repeat(m + n, 1), [
      ...repeat(j, 1),
      ...repeat(m - j, 0),
      ...repeat(k, 1),
      ...repeat(n - k, 0),
    ]);

    // With every label positive, the share found is the share called.
    for (const gap of [found.parityGap, found.opportunityGap]) {
      expectClose(gap?.value, row.difference);
      expectClose(gap?.interval.low, row.newcombe[0]);
      expectClose(gap?.interval.high, row.newcombe[1]);
    }
    expectClose(found.impactRatio?.value, row.ratio);
    expectClose(found.impactRatio?.interval.low, row.katz[0]);
    expectClose(found.impactRatio?.interval.high, row.katz[1]);
  });

  it('has nothing to compare in one group', () => {
    const { parityGap, opportunityGap, impactRatio } = fairness(repeat(50, 'a'), repeat(50, 1), repeat(50, 1));

    expect([parityGap, opportunityGap, impactRatio]).toEqual([undefined, undefined, undefined]);
  });
});

describe('permuting a column', () => {
  it('keeps its values, touches no other column, and depends on the seed alone', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer(), fc.integer()), { maxLength: 40 }), fc.integer(), (rows, seed) => {
        const permuted = permuteColumn(rows, 0, seed);
        expect(permuted.map((row) => row[1])).toEqual(rows.map((row) => row[1]));
        expect(permuted.map((row) => row[0] as number).sort()).toEqual(rows.map((row) => row[0]).sort());
        expect(permuteColumn(rows, 0, seed)).toEqual(permuted);
      }),
    );
  });

  it('really shuffles', () => {
    const ordered = Array.from({ length: 100 }, (_, i) => i);

    expect(shuffled(ordered, seeded(1))).not.toEqual(ordered);
    expect(shuffled(ordered, seeded(1))).not.toEqual(shuffled(ordered, seeded(2)));
  });
});
