import { closeSync, openSync, readSync } from 'node:fs';
import { parseCsv } from '../../shared/kernel/csv.ts';
import { captureFeed } from '../../shared/monitoring/bytes/capture-feed.ts';
import { csvFeed } from '../../shared/monitoring/bytes/csv-feed.ts';
import { jsonLinesFeed } from '../../shared/monitoring/bytes/json-lines-feed.ts';
import type { RowTarget } from '../../shared/monitoring/bytes/row-target.ts';
import { type Cell, numberOf } from '../../shared/monitoring/cells.ts';
import type { FeatureShape } from '../../shared/monitoring/schema.ts';
import { captureRows } from './capture-sample.ts';
import { Complaint } from './terminal.ts';

/** A file of rows, and the columns that its beginning shows. */
export interface DataFile {
  readonly path: string;
  readonly kind: 'csv' | 'json-lines' | 'capture';
  /** In the order of the file; those of a capture are its inputs, named by their place. */
  readonly columns: readonly FeatureShape[];
}

/** Types are read from this much of a file. */
const SAMPLE = 1024 * 1024;

const feeds = { csv: csvFeed, 'json-lines': jsonLinesFeed, capture: captureFeed } as const;

/** Looks at the beginning of a file: CSV with a header, JSON lines, or Data Capture lines. */
export const openDataFile = (path: string): DataFile => {
  if (/\.parquet$/i.test(path))
    throw new Complaint(
      `${path}: Parquet is not read yet. Write it as CSV first, for example with DuckDB's COPY ... TO.`,
    );
  const text = beginningOf(path);
  if (text.trim() === '') throw new Complaint(`${path} is empty.`);
  if (!text.trimStart().startsWith('{')) return { path, kind: 'csv', columns: csvColumns(path, text) };
  const objects = text
    .split('\n')
    .map(parsed)
    .filter((object) => object !== undefined);
  if (objects.length === 0) throw new Complaint(`${path} begins like JSON lines, but no line is a JSON object.`);
  if (objects.some((object) => 'captureData' in object))
    return { path, kind: 'capture', columns: columnsOf(captureRows(objects)) };
  const names = [...new Set(objects.flatMap(Object.keys))];
  const rows = objects.map((object) => names.map((name) => object[name] as Cell));
  return { path, kind: 'json-lines', columns: columnsOf({ names, rows }) };
};

/** Reads a whole file into a target, piece by piece: memory does not grow with the file. */
export const readDataFile = ({ path, kind }: DataFile, target: RowTarget): void => {
  const feed = feeds[kind](target);
  const file = openSync(path, 'r');
  try {
    for (let room = feed.room(), read = readSync(file, room); read > 0; read = readSync(file, room)) {
      feed.filled(read);
      room = feed.room();
    }
  } finally {
    closeSync(file);
  }
  feed.end();
};

/** Columns as a table shows them: numbers where every value given is one. */
export interface Table {
  readonly names: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

const columnsOf = ({ names, rows }: Table): FeatureShape[] =>
  names.map((name, i) => {
    const numbers = rows.map((cells) => numberOf(flat(cells[i]))).filter((value) => value !== undefined);
    return { name, type: numbers.length > 0 && !numbers.some(Number.isNaN) ? 'number' : 'category' };
  });

const csvColumns = (path: string, text: string): FeatureShape[] => {
  const [header, ...rows] = parseCsv(text).records.map(({ cells }) => cells);
  if (!header || rows.length === 0) throw new Complaint(`${path} needs a header and at least one row.`);
  return columnsOf({ names: header.map((name) => name.trim()), rows });
};

const beginningOf = (path: string): string => {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    throw new Complaint(`${path} cannot be read.`);
  }
  try {
    const bytes = Buffer.alloc(SAMPLE);
    const size = readSync(file, bytes, 0, SAMPLE, 0);
    const text = bytes.toString('utf8', 0, size);
    // The last line of a longer file may be cut anywhere.
    return size === SAMPLE ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
  } finally {
    closeSync(file);
  }
};

const parsed = (line: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
};

const flat = (cell: unknown): Cell => (cell === null || typeof cell !== 'object' ? (cell as Cell) : '[list]');
