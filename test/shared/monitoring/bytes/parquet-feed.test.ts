import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readParquet } from '../../../../shared/monitoring/bytes/parquet-feed.ts';
import { windowTarget } from '../../../../shared/monitoring/bytes/row-target.ts';
import { windowCounter } from '../../../../shared/monitoring/window.ts';
import { openParquet } from '../../../../shared/parquet/parquet.ts';
import { inMemory } from '../../../../shared/parquet/random-access.ts';
import { engines } from '../../../support/engines.ts';
import { loanProfile } from '../../../support/monitoring.ts';
import { tableFile } from '../../../support/parquet-file.ts';
import { storedColumn } from '../../../support/parquet-pages.ts';

const profile = loanProfile(400);

type Loan = readonly [amount: number | null, purpose: string | null, score: number | null];

/** Row by row, as lines of JSON are read that are not plain. */
const countedSlowly = (rows: readonly Loan[]) => {
  const counter = windowCounter(profile);
  for (const [amount, purpose, score] of rows) counter.add({ inputs: [amount, purpose], output: score });
  return counter.counts();
};

type Ways = Parameters<typeof storedColumn>[1];
const counted = (rows: readonly Loan[], ways: readonly Ways[], engineFor: (typeof engines)[number][1]) => {
  const names = ['amount', 'purpose', 'score'];
  const columns = names.map((name, i) => [
    name,
    storedColumn(
      rows.map((row) => row[i] as Loan[number]),
      ways[i] as Ways,
    ),
  ]);
  const target = windowTarget(profile, engineFor);
  readParquet(openParquet(inMemory(tableFile(rows.length, Object.fromEntries(columns)))), target);
  return target.counts();
};

const amount = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 40_000 }) },
  { weight: 2, arbitrary: fc.double({ noNaN: true }) },
  fc.constantFrom(null, null, -0, 0, -1, Infinity, -Infinity, 1e-310),
);
const purpose = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('car', 'home', 'study') },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
  fc.constantFrom(null, ' car', 'new', 'newer'),
);
const score = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(null, 0.5, 2));
const way = fc.record({ rows: fc.constantFrom(7, 100, 5000), dictionary: fc.boolean(), packed: fc.boolean() });

describe('counting Parquet files', () => {
  it.each(engines)('gives the counts of the same rows read one by one, to the last bit, by %s', (_, engineFor) => {
    const rows = fc.array(fc.tuple(amount, purpose, score), { minLength: 1, maxLength: 150, size: 'max' });
    fc.assert(
      fc.property(rows, fc.tuple(way, way, way), (drawn, ways) => {
        // A column without a single word would be one of numbers.
        const all: Loan[] = [...drawn, [1, 'car', 0.5]];

        expect(counted(all, ways, engineFor)).toEqual(countedSlowly(all));
      }),
      { numRuns: 40 },
    );
  });

  it.each(engines)('does so over many pages and dictionaries of thousands of words, by %s', (_, engineFor) => {
    const rows = Array.from(
      { length: 9000 },
      (_, i): Loan => [
        i % 17 === 0 ? null : ((i * 7919) % 9000) / 8,
        i % 23 === 0 ? null : `id${(i * 31) % 3000}`,
        i % 5000 > 4000 ? 0.25 : i / 9000,
      ],
    );
    for (const packed of [false, true])
      for (const dictionary of [false, true]) {
        const ways = [2500, 4096, 9000].map((rows) => ({ rows, dictionary, packed }));

        expect(counted(rows, ways, engineFor)).toEqual(countedSlowly(rows));
      }
  });
});
