import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswers, requestBody } from '../../../shared/deployment/answers.ts';
import { parseCsv } from '../../../shared/kernel/csv.ts';
import type { InputFeature } from '../../../shared/registry/manifest.ts';

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value));
const rows = fc
  .integer({ min: 1, max: 4 })
  .chain((width) => fc.array(fc.array(number, { minLength: width, maxLength: width })));

describe('reading answers', () => {
  it('gives back the numbers a model wrote, as CSV or as JSON', () => {
    fc.assert(
      fc.property(rows, (answers) => {
        expect(readAnswers(answers.map((row) => row.join(',')).join('\n'), 'text/csv')).toEqual(answers);
        expect(readAnswers(JSON.stringify({ predictions: answers }), 'application/json')).toEqual(answers);
        expect(readAnswers(JSON.stringify(answers), 'application/json; charset=utf-8')).toEqual(answers);
      }),
    );
  });

  it('takes one number a row for a row of one', () => {
    expect(readAnswers('{"predictions": [0.1, 0.9]}', 'application/json')).toEqual([[0.1], [0.9]]);
    expect(readAnswers('0.1\r\n0.9\r\n\r\n', 'text/csv')).toEqual([[0.1], [0.9]]);
  });

  it.each([
    ['[null]', 'application/json'],
    ['[true]', 'application/json'],
    ['[""]', 'application/json'],
    ['[{}]', 'application/json'],
    ['[[1e999]]', 'application/json'],
    [' ,\n', 'text/csv'],
    ['nan\n', 'text/csv'],
    ['Infinity\n', 'text/csv'],
    ['0.5 and some\n', 'text/csv'],
  ])('never takes %s for a number', (body, contentType) => {
    for (const value of readAnswers(body, contentType).flat()) expect(value).toBeNaN();
  });

  it.each(['null', '7', '"text"', '{}', '{"predictions": 5}', 'not JSON', ''])('finds no answer in %s', (body) => {
    expect(readAnswers(body, 'application/json')).toEqual([]);
  });
});

describe('the body of a request', () => {
  const inputs: readonly InputFeature[] = [
    { name: 'income', type: 'number' },
    { name: 'purpose', type: 'category' },
  ];

  it('as CSV reads back cell by cell, whatever the texts hold', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'é'), minLength: 1 });
    fc.assert(
      fc.property(fc.array(fc.tuple(number, text), { minLength: 1 }), (table) => {
        const body = requestBody(inputs, table, 'text/csv');
        expect(parseCsv(body).records.map(({ cells }) => cells)).toEqual(table.map((row) => row.map(String)));
      }),
    );
  });

  it('leaves missing values empty', () => {
    expect(
      requestBody(
        inputs,
        [
          [Number.NaN, undefined],
          [1, 'car'],
        ],
        'text/csv',
      ),
    ).toBe(',\n1,car\n');
    expect(JSON.parse(requestBody(inputs, [[undefined, 'car']], 'application/json'))).toEqual({
      instances: [{ income: null, purpose: 'car' }],
    });
  });
});
