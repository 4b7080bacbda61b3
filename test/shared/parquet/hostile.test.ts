import { readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnreadableParquet } from '../../../shared/parquet/errors.ts';
import { openParquet } from '../../../shared/parquet/parquet.ts';
import { inMemory } from '../../../shared/parquet/random-access.ts';
import {
  dictionaryPage,
  encode,
  page,
  parquetFile,
  rawFile,
  struct,
  varint,
  whole,
  withFooter,
} from '../../support/parquet-file.ts';

const doubles = (...values: number[]) => [...new Uint8Array(Float64Array.from(values).buffer)];
/** Every value of every column that can be read, counted; or why not. */
const outcome = (bytes: Buffer): string => {
  try {
    const table = openParquet(inMemory(bytes));
    let cells = 0;
    for (const { flat } of table.columns)
      if (flat)
        for (const values of table.values(flat))
          cells += values.kind === 'texts' ? values.codes.length : values.values.length;
    return `${cells} cells`;
  } catch (error) {
    if (error instanceof UnreadableParquet) return error.message;
    throw error;
  }
};
/** What a reading may take beyond what was there before it. */
const frugally = (bytes: Buffer): string => {
  const before = process.memoryUsage();
  const found = outcome(bytes);
  const after = process.memoryUsage();

  expect(after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(300 * 2 ** 20);
  return found;
};
const RUN_OF_A_BILLION = varint(2n ** 31n);
const zeros = (bytes: number) => Buffer.alloc(bytes);

describe('a hostile Parquet file', () => {
  it('is told from an honest one', () => {
    expect(outcome(parquetFile({ pages: page(2, 0, doubles(1, 2)), rows: 2 }))).toBe('2 cells');
  });

  it.each([9, 10])('does not read timestamps of 32 bits, which no writer makes (converted type %i)', (converted) => {
    const [column] = openParquet(
      inMemory(parquetFile({ pages: page(2, 0, [1, 0, 0, 0, 2, 0, 0, 0]), rows: 2, type: 1, converted })),
    ).columns;

    expect(column).toMatchObject({ problem: { message: expect.stringContaining('type of column x is not read') } });
  });

  it.each([
    [
      'more rows than its pages have',
      { pages: page(2, 0, doubles(1, 2)), rows: 3 },
      'column x has 2 of the 3 rows of a row group',
    ],
    [
      'more values than rows',
      { pages: page(2, 0, doubles(1, 2)), rows: 1 },
      'the pages of column x do not have its rows',
    ],
    ['values that are not there', { pages: page(1e6, 0, doubles(1)), rows: 1e6 }, 'the values of a page end too early'],
    [
      'a billion values in a page',
      { pages: page(1e9, 0, []), rows: 1e9 },
      'values of a page: 1000000000, at most 4194304 are read',
    ],
    [
      'a page of a gigabyte',
      { pages: page(1, 0, [], { 2: whole(2 ** 30) }), rows: 1 },
      'bytes of a page: 1073741824, at most 67108864 are read',
    ],
    [
      'a page of negative size',
      { pages: page(1, 0, [], { 2: whole(-1) }), rows: 1 },
      'the header of a page has a negative number',
    ],
    [
      'a page beyond the column',
      { pages: page(1, 0, [], { 3: whole(2 ** 40) }), rows: 1 },
      'a page goes beyond its column',
    ],
    [
      'a codec that does not exist',
      { pages: page(1, 0, doubles(1)), rows: 1, codec: 99 },
      'the file is compressed with codec 99',
    ],
    [
      'an encoding that does not exist',
      { pages: page(1, 77, doubles(1)), rows: 1 },
      'column x is encoded in a way that is not read (77)',
    ],
    [
      'indexes without a dictionary',
      { pages: page(1, 8, [1, 2, 0]), rows: 1 },
      'a page of column x has no dictionary before it',
    ],
    [
      'an index that the dictionary does not have',
      { pages: [...dictionaryPage(1, doubles(1)), ...page(1, 8, [8, 2, 7])], rows: 1 },
      'a page asks for a value that its dictionary does not have',
    ],
    [
      'indexes of 32 bits',
      { pages: [...dictionaryPage(1, doubles(1)), ...page(1, 8, [32, 2, 0])], rows: 1 },
      'a page has indexes of 32 bits',
    ],
    [
      'two dictionaries',
      { pages: [...dictionaryPage(1, doubles(1)), ...dictionaryPage(1, doubles(1))], rows: 1 },
      'column x has a dictionary too many',
    ],
    [
      'texts that are longer than the page',
      { pages: page(1, 0, [255, 255, 255, 255]), rows: 1, type: 6, converted: 0 },
      'the values of a page end too early',
    ],
    [
      'blocks of no differences',
      { pages: page(2, 5, [0, 0, 2, 0]), rows: 2, type: 1 },
      'a page has blocks of 0 differences in 0 parts',
    ],
    [
      'a billion parts in a block',
      { pages: page(2, 5, [...varint(1e9), ...varint(1e9), 2, 0]), rows: 2, type: 1 },
      'a page has blocks of 1000000000 differences in 1000000000 parts',
    ],
    [
      'marks of missing values that count for three',
      { pages: page(2, 0, [2, 0, 0, 0, 4, 3, ...doubles(1, 2, 3, 4, 5, 6)]), rows: 2, optional: true },
      'a run repeats a number that is wider than its bits',
    ],
    [
      'a number that never ends',
      { pages: page(2, 5, new Array(64).fill(255)), rows: 2, type: 1 },
      'the differences of a page end too early',
    ],
  ])('is refused with a reason: %s', (_name, column, message) => {
    expect(frugally(parquetFile(column))).toBe(message);
  });

  it('gets no more cells than it has rows out of a run of a billion', () => {
    const levels = [...RUN_OF_A_BILLION, 0];

    expect(
      frugally(parquetFile({ pages: page(10, 0, [levels.length, 0, 0, 0, ...levels]), rows: 10, optional: true })),
    ).toBe('10 cells');
  });

  it('cannot make texts of gigabytes by what each shares with the one before', () => {
    const rows = 20_000;
    const steps = (first: number, step: number) => [
      ...[...varint(128), ...varint(4), ...varint(rows), ...encode(whole(first))],
      ...Array.from({ length: Math.ceil(rows / 128) }, () => [...encode(whole(step)), 0, 0, 0, 0]).flat(),
    ];
    // Each text is the one before and a letter more.
    const bomb = [...steps(0, 1), ...steps(1, 0), ...zeros(rows)];

    expect(frugally(parquetFile({ pages: page(rows, 7, bomb), rows, type: 6, converted: 0 }))).toMatch(
      /^bytes of the texts of a page: \d+, at most 67108864 are read/,
    );
  });

  it.each([
    ['gzip', 2, gzipSync(zeros(2 ** 28))],
    ['Brotli', 4, brotliCompressSync(zeros(2 ** 28))],
    ['Zstandard', 6, zstdCompressSync(zeros(2 ** 28))],
    ['Snappy', 1, Buffer.from([...varint(2 ** 28), 0xfe, 0, 0])],
  ])('expands to what its header says and no further: %s', (_name, codec, packed) => {
    const pages = page(1, 0, [...packed], { 2: whole(8) });

    expect(frugally(parquetFile({ pages, rows: 1, codec }))).toMatch(/^a page cannot be unpacked/);
  });

  it.each([
    ['a list of a billion', rawFile([], [0x29, 0xfc, ...varint(1e9)])],
    ['lists in lists', rawFile([], [0xc9, ...new Array(5000).fill(0x19), 0])],
    ['structs in structs', rawFile([], new Array(100_000).fill(0xcc))],
    ['a number of a megabyte', rawFile([], [0x26, ...new Array(2 ** 20).fill(255), 0])],
    ['a text longer than the file', rawFile([], [0x28, ...varint(2 ** 31)])],
    [
      'a schema whose groups never end',
      withFooter([], { 2: { type: 'list', value: [struct({ 5: whole(1) }), struct({ 5: whole(2 ** 31) })] } }),
    ],
    [
      'a schema of groups within groups',
      withFooter([], { 2: { type: 'list', value: Array.from({ length: 20_000 }, () => struct({ 5: whole(1) })) } }),
    ],
    ['no schema', withFooter([], { 3: whole(0) })],
    [
      'rows in no group',
      withFooter([], { 2: { type: 'list', value: [struct({ 5: whole(0) })] }, 3: whole(2n ** 60n) }),
    ],
  ])('says what is wrong with its footer: %s', (_name, bytes) => {
    expect(frugally(bytes)).toMatch(/metadata|schema|row groups/);
  });

  it.each(['nested', 'odd-types', 'pyarrow-deltas', 'pyarrow-zstd', 'duckdb', 'fastparquet'])(
    'is read or refused, never more, whichever bytes of an honest one are changed: %s',
    (name) => {
      const honest = readFileSync(path.join(import.meta.dirname, `../../corpus/parquet/${name}.parquet`));
      const footer = honest.length - 8 - honest.readUInt32LE(honest.length - 8);
      const place = fc.oneof(
        fc.integer({ min: 0, max: honest.length - 1 }),
        fc.integer({ min: footer, max: honest.length - 1 }),
      );
      const change = fc.tuple(place, fc.oneof(fc.constantFrom(0, 255, 0x80), fc.integer({ min: 0, max: 255 })));

      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
          const changed = Buffer.from(honest);
          for (const [at, byte] of changes) changed[at] = byte;
          expect(outcome(changed)).toMatch(/\w/);
        }),
        { numRuns: 150 },
      );
    },
  );
});
