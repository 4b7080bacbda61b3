import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ranked } from '../../../shared/statistics/ranked.ts';
import { sortBySize } from '../../../shared/statistics/sort-by-size.ts';

const number = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer({ min: -9, max: 9 }),
  fc.double({ noNaN: true, min: 1, max: 1 + 1e-12 }),
  fc.constantFrom(0, -0, Infinity, -Infinity, Number.MIN_VALUE),
);

describe('numbers by their size', () => {
  it('are in order whatever their sign, equal ones as they came', () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 300 }), (drawn) => {
        const sorted = sortBySize(Float64Array.from(drawn), new Float64Array(drawn.length));
        const expected = drawn.toSorted((a, b) => (Math.abs(a) === Math.abs(b) ? 0 : Math.abs(a) - Math.abs(b)));

        expect([...sorted]).toEqual(expected);
      }),
    );
  });

  it('are so where the upper halves of all are alike', () => {
    const alike = Float64Array.from({ length: 5000 }, (_, i) => 1 + ((i * 7919) % 5000) * 2 ** -52);

    expect(sortBySize(alike.slice(), new Float64Array(5000))).toEqual(alike.toSorted());
  });
});

describe('ranked scores', () => {
  it('are in ascending order with their labels, equal ones in the order they came', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), number), { maxLength: 100 });

    fc.assert(
      fc.property(rows, (pairs) => {
        const found = ranked(
          pairs.map(([label]) => label),
          pairs.map(([, score]) => score),
        );
        const expected = pairs.toSorted(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0));

        expect([...found.labels]).toEqual(expected.map(([label]) => label));
        expect([...found.scores].map((score) => score + 0)).toEqual(expected.map(([, score]) => score + 0));
      }),
    );
  });
});
