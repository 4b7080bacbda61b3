import { readColumn } from './column.ts';
import { newDesk } from './desk.ts';
import { beyond } from './errors.ts';
import { readFooter } from './footer.ts';
import type { RandomAccess } from './random-access.ts';
import type { Column, FlatColumn } from './schema.ts';
import type { Values } from './values.ts';

/** A table in a Parquet file. Only what is asked for is read, a page at a time. */
export interface ParquetTable {
  readonly rows: number;
  readonly columns: readonly Column[];
  /** The values of a column from the first row to the last; each page may overwrite the one before. @throws UnreadableParquet */
  values(column: FlatColumn): Generator<Values>;
}

/** What may come of a file of any size, and beyond that for each of its bytes: repeated values are small when packed. */
const BYTES = { most: 2 ** 30, each: 200 };
const VALUES = { most: 2 ** 31, each: 64 };

/** Opens a file by its footer (https://github.com/apache/parquet-format). @throws UnreadableParquet */
export const openParquet = (file: RandomAccess): ParquetTable => {
  const { rows, columns, groups } = readFooter(file);
  const mostBytes = Math.max(BYTES.most, BYTES.each * file.bytes);
  const mostValues = Math.max(VALUES.most, VALUES.each * file.bytes);
  let [bytes, values] = [0, 0];
  const spend = (moreBytes: number, moreValues: number): void => {
    bytes += moreBytes;
    values += moreValues;
    if (bytes > mostBytes) throw beyond('bytes of all pages', bytes, mostBytes, 'a file that expands less');
    if (values > mostValues) throw beyond('values of all pages', values, mostValues, 'fewer rows');
  };
  const desk = newDesk();
  return {
    rows,
    columns,
    *values(column) {
      for (const group of groups) yield* readColumn(file, group, column, spend, desk);
    },
  };
};
