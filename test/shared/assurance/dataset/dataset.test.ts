import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ColumnShape } from '../../../../shared/assurance/dataset/columns.ts';
import { readDataset } from '../../../../shared/assurance/dataset/dataset.ts';

const shapes: ColumnShape[] = [
  { name: 'income', type: 'number', min: 0 },
  { name: 'purpose', type: 'category', values: ['car', 'home, new'] },
  { name: 'defaulted', type: 'number', min: 0, max: 1, required: true },
];
const read = (name: string, content: string | Buffer, wanted = shapes) => {
  const reading = readDataset(name, Buffer.from(content), wanted);
  if (reading.kind === 'refused') return reading.findings.map(({ path: where, message }) => `${where}: ${message}`);
  return [...reading.dataset.columns].map(([column, { values }]) => [column, ...values]);
};
const advice = (name: string, content: string | Buffer, wanted = shapes) => {
  const reading = readDataset(name, Buffer.from(content), wanted);
  return reading.kind === 'refused' ? reading.findings.map(({ code, expected }) => [code, expected]) : [];
};
const corpus = (name: string) => readFileSync(path.join(import.meta.dirname, '../../../corpus/parquet', name));

describe('reading a data set', () => {
  const expected = [
    ['income', 100.5, Number.NaN],
    ['purpose', 'home, new', undefined],
    ['defaulted', 1, 0],
  ];

  it('reads CSV with quoted cells, missing values and columns nobody asked for', () => {
    expect(read('holdout.csv', 'id,purpose,income,defaulted\r\n7,"home, new",100.5,1\r\n8,,NA,0\r\n')).toEqual(
      expected,
    );
  });

  it('reads JSON lines', () => {
    const lines = '{"income":100.5,"purpose":"home, new","defaulted":true}\n\n{"income":null,"defaulted":0}\n';

    expect(read('holdout.jsonl', lines)).toEqual(expected);
  });

  it('reads the same rows from CSV, JSON lines and Parquet', () => {
    const wanted: ColumnShape[] = [
      ...['amount', 'age', 'income', 'ratio', 'employed', 'price', 'doors'].map((name) => ({
        name,
        type: 'number' as const,
      })),
      ...['purpose', 'reference', 'opened', 'born'].map((name) => ({ name, type: 'category' as const })),
    ];
    const csv = read('loans.csv', corpus('loans.csv'), wanted);

    expect(csv).toHaveLength(wanted.length);
    expect(read('loans.jsonl', corpus('loans.jsonl'), wanted)).toEqual(csv);
    expect(read('loans.parquet', corpus('pyarrow-zstd.parquet'), wanted)).toEqual(csv);
  });

  it('reports everything wrong at once, with row and column', () => {
    expect(read('holdout.csv', 'income,purpose,defaulted\n-5,car,1\nmuch,boat,2\n1,car\n7,car,\n')).toEqual([
      'holdout.csv: row 4: the row has 2 cells',
      'holdout.csv: row 2, column income: "-5" is too small',
      'holdout.csv: row 3, column income: "much" is not a number',
      'holdout.csv: row 3, column purpose: "boat" is not one of the declared values',
      'holdout.csv: row 3, column defaulted: "2" is too large',
      'holdout.csv: row 5, column defaulted: the value is missing',
    ]);
  });

  it('does the same for JSON lines', () => {
    const lines = '{"income":"much","purpose":["car"],"defaulted":1}\n7\n{"income":1e999,"purpose":"car"}\n';

    expect(read('holdout.jsonl', lines)).toEqual([
      'holdout.jsonl: row 2: the line is not a JSON object',
      'holdout.jsonl: row 1, column income: "much" is not a number',
      'holdout.jsonl: row 3, column income: Infinity is not a number',
      'holdout.jsonl: row 1, column purpose: the cell holds a list or an object',
      'holdout.jsonl: row 3, column defaulted: the value is missing',
    ]);
  });

  it('does the same for Parquet', () => {
    const wanted: ColumnShape[] = [
      { name: 'identifier', type: 'number' },
      { name: 'infinite', type: 'number' },
      { name: 'bytes', type: 'category' },
      { name: 'clock', type: 'category' },
      { name: 'local', type: 'number' },
      { name: 'nothing', type: 'number', required: true },
      { name: 'Digest', type: 'category' },
    ];

    expect(read('odd.parquet', corpus('odd-types.parquet'), wanted)).toEqual([
      'odd.parquet: row 1, column identifier: 9007199254740993 is a whole number that a double cannot hold exactly',
      'odd.parquet: row 1, column infinite: Infinity is not a number',
      'odd.parquet: row 2, column infinite: -Infinity is not a number',
      'odd.parquet: column bytes: the type of column bytes is not read',
      'odd.parquet: column clock: the type of column clock is not read',
      'odd.parquet: row 1, column local: "1970-01-01T00:00:00" is not a number',
      'odd.parquet: row 2, column local: "1969-12-31T23:59:59.999999999" is not a number',
      'odd.parquet: row 1, column nothing: the value is missing',
      'odd.parquet: row 2, column nothing: the value is missing',
      'odd.parquet: row 3, column nothing: the value is missing',
      'odd.parquet: column Digest: there is no column Digest',
    ]);
  });

  it('keeps whole numbers that no double holds as they are when they are identifiers', () => {
    const wanted: ColumnShape[] = ['identifier', 'digest'].map((name) => ({ name, type: 'category' }));

    expect(read('odd.parquet', corpus('odd-types.parquet'), wanted)).toEqual([
      ['identifier', '9007199254740993', '7', undefined],
      ['digest', '18446744073709551615', '1', undefined],
    ]);
  });

  it('names nested columns, but only when they are asked for', () => {
    const wanted = (...names: string[]): ColumnShape[] => names.map((name) => ({ name, type: 'category' }));

    expect(read('nested.parquet', corpus('nested.parquet'), wanted('last'))).toEqual([['last', 'a', undefined]]);
    expect(read('nested.parquet', corpus('nested.parquet'), wanted('tags', 'place'))).toEqual([
      'nested.parquet: column tags: column tags is nested',
      'nested.parquet: column place: column place is nested',
    ]);
  });

  it('reports a missing column once, and what stands in its place', () => {
    expect(advice('holdout.csv', 'Income,defaulted\n1,0\n2,1\n')).toEqual([
      ['column-missing', 'the name income in place of Income'],
      ['column-missing', 'a column purpose; the file has Income, defaulted'],
    ]);
  });

  it.each([
    ['holdout.xlsx', '', ['holdout.xlsx: the ending .xlsx is not known']],
    ['holdout', 'a\n1\n', ['holdout: the ending . is not known']],
    ['holdout.csv', '', ['holdout.csv: the file is empty']],
    ['holdout.csv', 'income,purpose,defaulted\n', ['holdout.csv: the file has a header and no rows']],
    ['holdout.csv', gzipSync('income\n1\n'), ['holdout.csv: it is named .csv, but holds compressed bytes']],
    [
      'holdout.csv',
      Buffer.from('\ufeffa\n', 'utf16le'),
      ['holdout.csv: it is named .csv, but holds text that is not UTF-8'],
    ],
    ['holdout.csv', '{"income": 1}\n', ['holdout.csv: it is named .csv, but holds JSON lines']],
    ['holdout.csv', corpus('pyarrow-none.parquet'), ['holdout.csv: it is named .csv, but holds Parquet']],
    ['holdout.jsonl', '\n', ['holdout.jsonl: the file is empty']],
    ['holdout.jsonl', '[1]\n', ['holdout.jsonl: row 1: the line is not a JSON object']],
    ['holdout.parquet', 'income\n1\n', ['holdout.parquet: it is not Parquet']],
    ['holdout.parquet', 'PAR1', ['holdout.parquet: the file is too short for Parquet']],
    ['holdout.parquet', corpus('empty.parquet'), ['holdout.parquet: the file has no rows']],
    [
      'holdout.parquet',
      corpus('later.parquet').subarray(0, -9),
      ['holdout.parquet: the file does not end as Parquet does: it is cut off'],
    ],
  ] as const)('refuses %s by name (%#)', (name, content, problems) => {
    expect(read(name, content as string)).toEqual(problems);
  });

  it('names every column of a Parquet file that cannot be unpacked', () => {
    const wanted: ColumnShape[] = ['amount', 'age'].map((name) => ({ name, type: 'number' }));

    expect(advice('holdout.parquet', corpus('pyarrow-lz4.parquet'), wanted)).toEqual([
      ['parquet-unsupported', 'Snappy, Zstandard, gzip, Brotli or no compression'],
      ['parquet-unsupported', 'Snappy, Zstandard, gzip, Brotli or no compression'],
    ]);
  });

  it('refuses an open quote and a doubled column', () => {
    expect(read('holdout.csv', 'income,income,purpose,defaulted\n1,1,car,0\n2,"2,car,0\n')).toEqual([
      'holdout.csv: row 1: the header has income twice',
      'holdout.csv: line 3: a quote opens here and never closes',
    ]);
  });

  it('shows the first rows of each problem and counts the others, so that one column hides no other', () => {
    expect(read('holdout.csv', `income,purpose,defaulted\n${'x,boat,0\n'.repeat(1000)}`)).toEqual([
      'holdout.csv: row 2, column income: "x" is not a number',
      'holdout.csv: row 3, column income: "x" is not a number',
      'holdout.csv: row 4, column income: "x" is not a number',
      'holdout.csv: column income: and 997 more rows with the same problem',
      'holdout.csv: row 2, column purpose: "boat" is not one of the declared values',
      'holdout.csv: row 3, column purpose: "boat" is not one of the declared values',
      'holdout.csv: row 4, column purpose: "boat" is not one of the declared values',
      'holdout.csv: column purpose: and 997 more rows with the same problem',
    ]);
  });

  it('says how many more problems there are instead of listing thousands', () => {
    const many = Array.from({ length: 400 }, (_, i): ColumnShape => ({ name: `f${i}`, type: 'number' }));
    const problems = read('holdout.csv', 'a\n1\n', many);

    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toBe(': and 300 more of such problems');
  });
});
