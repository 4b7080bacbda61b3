import { describe, expect, it } from 'vitest';
import { readDataset } from '../../../shared/assurance/dataset.ts';
import type { ColumnShape } from '../../../shared/assurance/dataset-columns.ts';

const shapes: ColumnShape[] = [
  { name: 'income', type: 'number', min: 0 },
  { name: 'purpose', type: 'category', values: ['car', 'home, new'] },
  { name: 'defaulted', type: 'number', min: 0, max: 1, required: true },
];
const read = (name: string, text: string) => {
  const reading = readDataset(name, text, shapes);
  if (reading.kind === 'refused') return reading.findings.map(({ path, message }) => `${path}: ${message}`);
  return [...reading.dataset.columns].map(([column, { values }]) => [column, ...values]);
};

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

  it('reads JSON Lines', () => {
    const lines = '{"income":100.5,"purpose":"home, new","defaulted":true}\n\n{"income":null,"defaulted":0}\n';

    expect(read('holdout.jsonl', lines)).toEqual(expected);
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

  it('reports a missing column once', () => {
    expect(read('holdout.csv', 'income,defaulted\n1,0\n2,1\n')).toEqual([
      'holdout.csv: column purpose: there is no column purpose',
    ]);
  });

  it.each([
    ['holdout.parquet', 'PAR1', ['holdout.parquet: Parquet files are not read yet']],
    ['holdout.xlsx', '', ['holdout.xlsx: the ending .xlsx is not known']],
    ['holdout.csv', '', ['holdout.csv: the file is empty']],
    ['holdout.csv', 'income,purpose,defaulted\n', ['holdout.csv: the file has a header and no rows']],
    ['holdout.jsonl', '\n', ['holdout.jsonl: the file is empty']],
    ['holdout.jsonl', '[1]\n', ['holdout.jsonl: row 1: the line is not a JSON object']],
  ])('refuses %s holding %o by name', (name, text, problems) => expect(read(name, text)).toEqual(problems));

  it('refuses an open quote and a doubled column', () => {
    expect(read('holdout.csv', 'income,income,purpose,defaulted\n1,1,car,0\n2,"2,car,0\n')).toEqual([
      'holdout.csv: row 1: the header has income twice',
      'holdout.csv: line 3: a quote opens here and never closes',
    ]);
  });

  it('says how many more problems there are instead of listing thousands', () => {
    const problems = read('holdout.csv', `income,purpose,defaulted\n${'x,car,0\n'.repeat(1000)}`);

    expect(problems).toHaveLength(51);
    expect(problems.at(-1)).toBe(': and 950 more of such problems');
  });
});
