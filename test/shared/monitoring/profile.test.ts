import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { categoryOf, numberOf } from '../../../shared/monitoring/cells.ts';
import { atomBins, nextUp, numericProfile } from '../../../shared/monitoring/numeric-profile.ts';
import { profileOf } from '../../../shared/monitoring/profile.ts';
import { BaselineProfile } from '../../../shared/monitoring/schema.ts';
import { binOf } from '../../../shared/statistics/quantile.ts';
import { amount, loanProfile, normals, purpose } from '../../support/monitoring.ts';

const anyNumber: { name: string; type: 'number' } = { name: 'x', type: 'number' };

describe('profile of a numeric column', () => {
  it('accounts for every row, in edges that rise', () => {
    const cell = fc.oneof(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.integer({ min: 0, max: 5 }),
      fc.constant(undefined),
      fc.constant(Number.NaN),
    );
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 300 }), (cells) => {
        const profile = numericProfile(anyNumber, cells);
        const counted = profile.counts.reduce((a, b) => a + b, 0);
        expect(counted).toBe(profile.present);
        expect(profile.present + profile.missing + profile.invalid).toBe(cells.length);
        expect(profile.edges).toEqual([...new Set(profile.edges)].sort((a, b) => a - b));
        expect(profile.counts).toHaveLength(profile.edges.length + 1);
        for (const decile of profile.deciles) expect(profile.edges[decile]).toBeDefined();
      }),
    );
  });

  it('cuts a large column into a thousand bins of much the same mass', () => {
    const { edges, counts, deciles } = numericProfile(anyNumber, normals(3, 50_000));

    expect(edges.length).toBeGreaterThan(1000);
    expect(edges.length).toBeLessThan(1100);
    expect(Math.max(...counts)).toBeLessThan(100);
    expect(deciles).toHaveLength(9);
  });

  it('stores little for little', () => {
    const rows = normals(5, 500).map((z) => ({ inputs: [Math.round(z * 100) / 100] }));
    const json = JSON.stringify(profileOf({ model: 'm', version: '1.0.0', inputs: [anyNumber], rows }));

    expect(json.length).toBeLessThan(4000);
  });

  it('gives a value that repeats a bin of its own', () => {
    const values = [...new Array<number>(600).fill(0), ...normals(9, 400, 10)];
    const { edges, counts } = numericProfile(anyNumber, values);
    const zero = binOf(edges, 0);

    expect(counts[zero]).toBe(600);
    expect(atomBins(edges).has(zero)).toBe(true);
    expect(counts[binOf(edges, -1)]).toBe(0);
  });

  it('holds a constant column', () => {
    const { edges, counts, std } = numericProfile(anyNumber, [4, 4, 4, 4]);

    expect(edges).toEqual([4, nextUp(4)]);
    expect([counts, std]).toEqual([[0, 4, 0], 0]);
  });

  it('knows the next double in every direction', () => {
    expect([nextUp(0), nextUp(1), nextUp(-1)]).toEqual([Number.MIN_VALUE, 1 + Number.EPSILON, -1 + Number.EPSILON / 2]);
  });
});

describe('profile of a baseline', () => {
  it('survives storage', () => {
    const profile = loanProfile(1000);

    expect(BaselineProfile.parse(JSON.parse(JSON.stringify(profile)))).toEqual(profile);
  });

  it('counts values outside the declared shape', () => {
    const rows = [{ inputs: [-5, 'car'] }, { inputs: ['abc', 'boat'] }, { inputs: [7, ''] }, { inputs: [null, 'car'] }];
    const { features } = profileOf({
      model: 'm',
      version: '1.0.0',
      inputs: [amount, { ...purpose, type: 'category', values: ['car'] }],
      rows,
    });

    expect(features).toMatchObject([
      { rows: 4, present: 2, missing: 1, invalid: 2 },
      {
        rows: 4,
        present: 3,
        missing: 1,
        invalid: 1,
        counts: [
          ['car', 2],
          ['boat', 1],
        ],
      },
    ]);
  });

  it('keeps the most frequent thousand of too many categories', () => {
    const rows = Array.from({ length: 1500 }, (_, i) => ({ inputs: [`id-${i}`] }));
    const [feature] = profileOf({ model: 'm', version: '1.0.0', inputs: [purpose], rows }).features;

    expect(feature).toMatchObject({ others: 500 });
  });
});

describe('cells', () => {
  it.each([
    ['', undefined],
    [' NaN ', undefined],
    ['null', undefined],
    [null, undefined],
    [' 4.5 ', 4.5],
    ['1e3', 1000],
    [true, 1],
    ['abc', Number.NaN],
    [Infinity, Number.NaN],
    [Number.NaN, undefined],
  ] as const)('reads %o as the number %o', (cell, value) => expect(numberOf(cell)).toBe(value));

  it.each([
    ['', undefined],
    [null, undefined],
    [' none ', 'none'],
    [3, '3'],
    [true, 'true'],
    ['x'.repeat(200), 'x'.repeat(128)],
  ] as const)('reads %o as the category %o', (cell, value) => expect(categoryOf(cell)).toBe(value));
});
