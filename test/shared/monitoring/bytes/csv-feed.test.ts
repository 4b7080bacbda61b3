import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, parseCsv } from '../../../../shared/kernel/csv.ts';
import { csvFeed } from '../../../../shared/monitoring/bytes/csv-feed.ts';
import { windowTarget } from '../../../../shared/monitoring/bytes/row-target.ts';
import { sampleTarget } from '../../../../shared/monitoring/bytes/sample-target.ts';
import { bestEngine } from '../../../../shared/monitoring/engine/best-engine.ts';
import { profileOf } from '../../../../shared/monitoring/profile.ts';
import { windowCounter } from '../../../../shared/monitoring/window.ts';
import { inPieces, oddRow, plainRow } from '../../../support/captures.ts';
import { engines } from '../../../support/engines.ts';
import { amount, loanProfile, loans, purpose } from '../../../support/monitoring.ts';

const profile = loanProfile(400);
const counted = (text: string, cut = 1000, engineFor = bestEngine) => {
  const target = windowTarget(profile, engineFor);
  const feed = csvFeed(target);
  for (const piece of inPieces(Buffer.from(text), cut)) feed.write(piece);
  feed.end();
  return target.counts();
};

/** The same by the general reader: the whole text parsed at once. */
const countedSlowly = (text: string) => {
  const [header, ...records] = parseCsv(text).records.map(({ cells }) => cells);
  const counter = windowCounter(profile);
  const cell = (cells: readonly string[], name: string) => cells[header?.indexOf(name) ?? -1];
  for (const cells of records) {
    if (cells.length === header?.length)
      counter.add({ inputs: [cell(cells, 'amount'), cell(cells, 'purpose')], output: cell(cells, 'score') });
    else
      counter.addMalformed(
        `a row has ${cells.length} cell${cells.length === 1 ? '' : 's'}, the header has ${header?.length}`,
      );
  }
  return counter.counts();
};

const lines = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: plainRow.map(({ amount: a, purpose: p, rate, score }) => csvLine([rate, p, score, a])) },
    { weight: 2, arbitrary: oddRow.map(({ amount: a, purpose: p, rate, score }) => csvLine([rate, p, score, a])) },
    { weight: 1, arbitrary: fc.constantFrom('', '1,2', '1,2,3,4,5', 'a"b,car,0.5,7', '"1",car,0.5,7') },
  ),
  { maxLength: 60, size: 'max' },
);

describe('reading CSV files from bytes', () => {
  it.each(engines)('gives the counts of the general reader, to the last bit, by %s', (_, engineFor) => {
    fc.assert(
      fc.property(lines, fc.constantFrom('\n', '\r\n'), fc.integer({ min: 1, max: 3000 }), (rows, end, cut) => {
        const text = ['rate,purpose,score,amount', ...rows].join(end) + end;

        expect(counted(text, cut, engineFor)).toEqual(countedSlowly(text));
      }),
      { numRuns: 150 },
    );
  });

  it.each(engines)('tells more identifiers apart than any table holds, by %s', (_, engineFor) => {
    const rows = Array.from({ length: 9000 }, (_, i) => `${i},${'id'.repeat(1 + (i % 12))}${i % 6000},0.5,${i}.25`);
    const text = ['rate,purpose,score,amount', ...rows].join('\n');

    expect(counted(text, 100_000, engineFor)).toEqual(countedSlowly(text));
  });

  it.each(engines)('takes several files into one target, by %s', (_, engineFor) => {
    const target = windowTarget(profile, engineFor);
    const file = Buffer.from('amount,purpose,score\n5,car,0.5\n6.5,home,0.25\n');
    for (let i = 0; i < 3; i++) {
      const feed = csvFeed(target);
      feed.write(file);
      feed.end();
    }

    const rows = '5,car,0.5\n6.5,home,0.25\n';
    expect(target.counts()).toEqual(countedSlowly(`amount,purpose,score\n${rows}${rows}${rows}`));
  });

  it('says that a quote never closes, and keeps what came before', () => {
    const { rows, malformed } = counted('amount,purpose,score\n5,car,0.5\n6,"car,0.5\n7,car,0.5\n');

    expect(rows).toBe(1);
    expect(malformed).toEqual({ count: 1, samples: [{ reason: 'a quote opens and never closes' }] });
  });

  it('makes the profile that the rows make', () => {
    const rows = loans(3, 2500, (row, i) =>
      i % 50 === 0 ? { ...row, inputs: [i % 100 === 0 ? '' : 'n.a.', row.inputs?.[1]] } : row,
    );
    const score = { name: 'score', type: 'number' } as const;
    const target = sampleTarget([amount, purpose], score);
    const feed = csvFeed(target);
    feed.write(
      Buffer.from(
        `amount,purpose,score\n${rows.map(({ inputs = [], output }) => csvLine([...inputs, output])).join('\n')}`,
      ),
    );
    feed.end();

    expect(target.profile('m', '1.0.0')).toEqual(
      profileOf({ model: 'm', version: '1.0.0', inputs: [amount, purpose], output: score, rows }),
    );
  });
});
