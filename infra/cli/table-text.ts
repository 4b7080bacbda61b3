import { readFileSync } from 'node:fs';
import { csvLine } from '../../shared/kernel/csv.ts';
import { jsonObject } from '../../shared/kernel/json-object.ts';
import type { ParquetTable } from '../../shared/parquet/parquet.ts';
import type { FlatColumn } from '../../shared/parquet/schema.ts';
import { isParquet, withParquet } from './parquet-file.ts';

type Cell = Parameters<typeof csvLine>[0][number];

/** The text of a file of rows: Parquet and JSON lines as CSV with a header; CSV, ground truth and captures as they are. */
export const tableText = (path: string): string => {
  const bytes = readFileSync(path);
  return isParquet(path, bytes) ? parquetText(path) : rowsText(bytes.toString('utf8'));
};

/** The first rows of a Parquet file as CSV. Columns that cannot be read are left out. */
export const parquetText = (path: string, most = Number.POSITIVE_INFINITY): string =>
  withParquet(path, (table) => {
    const columns = table.columns.flatMap(({ flat }) => flat ?? []);
    const cells = columns.map((column) => cellsOf(table, column, most));
    const rows = Array.from({ length: Math.min(most, table.rows) }, (_, row) => cells.map((column) => column[row]));
    return csvOf(
      columns.map(({ name }) => name),
      rows,
    );
  });

/** Rows of JSON lines as CSV; any other text as it is. */
export const rowsText = (text: string): string => {
  if (!text.trimStart().startsWith('{')) return text;
  const objects = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(jsonObject);
  const rows = objects.filter((object) => object !== undefined);
  if (rows.length < objects.length || rows.some((row) => 'captureData' in row || 'groundTruthData' in row)) return text;
  const names = [...new Set(rows.flatMap(Object.keys))];
  return csvOf(
    names,
    rows.map((row) => names.map((name) => flat(row[name]))),
  );
};

const csvOf = (names: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  [names, ...rows].map((cells) => `${csvLine(cells)}\n`).join('');

const flat = (value: unknown): Cell =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as Cell);

const cellsOf = (table: ParquetTable, column: FlatColumn, most: number): Cell[] => {
  const cells: Cell[] = [];
  for (const page of table.values(column)) {
    if (cells.length >= most) break;
    if (page.kind === 'texts') for (const code of page.codes) cells.push(code === -1 ? undefined : page.words[code]);
    else
      for (const [i, value] of page.values.entries())
        if (Number.isNaN(value)) cells.push(undefined);
        else cells.push(column.meaning.kind === 'boolean' ? value === 1 : page.exact ? String(page.exact[i]) : value);
  }
  return cells;
};
