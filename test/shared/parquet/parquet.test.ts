import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { UnreadableParquet } from '../../../shared/parquet/errors.ts';
import { openParquet } from '../../../shared/parquet/parquet.ts';
import { inMemory } from '../../../shared/parquet/random-access.ts';

const folder = path.join(import.meta.dirname, '../../corpus/parquet');
const open = (name: string) => openParquet(inMemory(readFileSync(path.join(folder, `${name}.parquet`))));
const rows: Record<string, unknown>[] = readFileSync(path.join(folder, 'loans.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

/** The cells of a column as JSON has them; whole numbers that no double holds, as texts. */
const cells = (table: ReturnType<typeof open>, name: string): unknown[] => {
  const column = table.columns.find((one) => one.name === name)?.flat;
  if (!column) throw new Error(`no column ${name}`);
  return Array.from(table.values(column), (page): unknown[] => {
    if (page.kind === 'texts') return Array.from(page.codes, (code) => (code === -1 ? null : page.words[code]));
    return Array.from(page.values, (value, i) => {
      if (Number.isNaN(value)) return null;
      if (column.meaning.kind === 'boolean') return value === 1;
      return page.exact && !Number.isSafeInteger(value) ? String(page.exact[i]) : value;
    });
  }).flat();
};
const problem = (name: string, column: string): string => {
  try {
    return `read ${cells(open(name), column).length} cells`;
  } catch (error) {
    if (error instanceof UnreadableParquet) return error.message;
    throw error;
  }
};

describe('reading Parquet', () => {
  it.each([
    'pyarrow-none',
    'pyarrow-snappy',
    'pyarrow-gzip',
    'pyarrow-zstd',
    'pyarrow-brotli',
    'pyarrow-plain',
    'pyarrow-deltas',
    'polars',
    'duckdb',
    'fastparquet',
  ])('gives the rows that were written, to the last bit: %s', (name) => {
    const table = open(name);

    expect(table.rows).toBe(400);
    for (const { name: column } of table.columns)
      expect(cells(table, column), column).toEqual(rows.map((row) => row[column]));
  });

  it('reads whole numbers beyond what a double holds, decimals of any size, and columns without a value', () => {
    const table = open('odd-types');

    expect(cells(table, 'identifier')).toEqual(['9007199254740993', 7, null]);
    expect(cells(table, 'digest')).toEqual(['18446744073709551615', 1, null]);
    expect(cells(table, 'wide')).toEqual([1.2345678901234568e26, -0.0001, null]);
    expect(cells(table, 'nothing')).toEqual([null, null, null]);
    expect(cells(table, 'infinite')).toEqual([Infinity, -Infinity, null]);
  });

  it('writes dates and timestamps in ISO 8601: with Z where they are instants, as precise as they are', () => {
    expect(cells(open('pyarrow-none'), 'opened').slice(0, 3)).toEqual([
      '2026-03-01T00:00:00Z',
      '2026-03-01T01:00:00.25Z',
      '2026-03-01T02:00:00.5Z',
    ]);
    expect(cells(open('pyarrow-int96'), 'opened').slice(0, 2)).toEqual([
      '2026-03-01T00:00:00',
      '2026-03-01T01:00:00.25',
    ]);
    expect(cells(open('odd-types'), 'local')).toEqual(['1970-01-01T00:00:00', '1969-12-31T23:59:59.999999999', null]);
  });

  it('tells which columns it does not read, and why', () => {
    const problems = (name: string) => open(name).columns.flatMap((column) => column.problem?.message ?? []);

    expect(problems('nested')).toEqual(['column tags is nested', 'column place is nested']);
    expect(problems('odd-types')).toEqual([
      'the type of column bytes is not read',
      'the type of column clock is not read',
    ]);
    expect(problem('nested', 'last')).toBe('read 2 cells');
    expect(problem('pyarrow-lz4', 'amount')).toBe('the file is compressed with LZ4');
    expect(problem('empty', 'amount')).toBe('read 0 cells');
  });
});
