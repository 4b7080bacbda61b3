import { closeSync, openSync, readSync } from 'node:fs';
import { parseCsv } from '../../shared/kernel/csv.ts';
import { jsonObject } from '../../shared/kernel/json-object.ts';
import { readParquet } from '../../shared/monitoring/bytes/parquet-feed.ts';
import type { RowTarget } from '../../shared/monitoring/bytes/row-target.ts';
import { type Cell, numberOf } from '../../shared/monitoring/cells.ts';
import type { FeatureShape } from '../../shared/monitoring/schema.ts';
import type { ParquetTable } from '../../shared/parquet/parquet.ts';
import { captureRows } from './capture-sample.ts';
import { feeds, type TextKind } from './counting/text-file.ts';
import { isParquet, withParquet } from './parquet-file.ts';
import { Complaint } from './terminal.ts';

/** A file of rows, and the columns that its beginning shows. */
export interface DataFile {
  readonly path: string;
  readonly kind: TextKind | 'parquet';
  /** Names in the order of the file; those of a capture are its inputs, named by their place. */
  readonly names: readonly string[];
  /** The same with their types, which take a look at a thousand rows. */
  readonly columns: readonly FeatureShape[];
}

/** Types are read from this much of a file. */
const SAMPLE = 1024 * 1024;
/** Where the header ends, as a rule. */
const HEADER = 16 * 1024;

/** Looks at the beginning of a file: CSV with a header, JSON lines, Parquet, or Data Capture lines. */
export const openDataFile = (path: string): DataFile => {
  const beginning = beginningOf(path);
  if (isParquet(path, beginning)) {
    const columns = withParquet(path, parquetColumns);
    return shown(path, 'parquet', () => columns);
  }
  const text = wholeLines(beginning);
  if (text.trim() === '') throw new Complaint(`${path} is empty.`);
  if (!text.trimStart().startsWith('{')) return shown(path, 'csv', () => csvColumns(path, text), csvNames(path, text));
  const lines = text.split('\n');
  const objects = () => lines.map(jsonObject).filter((object) => object !== undefined);
  if (lines.some((line) => 'captureData' in (jsonObject(line) ?? {})))
    return shown(path, 'capture', () => columnsOf(captureRows(objects())));
  const rows = objects();
  if (rows.length === 0) throw new Complaint(`${path} begins like JSON lines, but no line is a JSON object.`);
  const names = [...new Set(rows.flatMap(Object.keys))];
  const cells = () => rows.map((object) => names.map((name) => object[name] as Cell));
  return shown(path, 'json-lines', () => columnsOf({ names, rows: cells() }), names);
};

/** Columns are looked at when somebody first asks for them: a check needs their names at most. */
const shown = (
  path: string,
  kind: DataFile['kind'],
  look: () => readonly FeatureShape[],
  names?: readonly string[],
): DataFile => {
  let columns: readonly FeatureShape[] | undefined;
  return {
    path,
    kind,
    get names() {
      return names ?? this.columns.map(({ name }) => name);
    },
    get columns() {
      columns ??= look();
      return columns;
    },
  };
};

/** Reads a whole file into a target, piece by piece: memory does not grow with the file. */
export const readDataFile = ({ path, kind }: Pick<DataFile, 'path' | 'kind'>, target: RowTarget): void => {
  if (kind === 'parquet') {
    withParquet(path, (table) => readParquet(table, target));
    return;
  }
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
  const [, ...rows] = parseCsv(text).records.map(({ cells }) => cells);
  return columnsOf({ names: csvNames(path, text), rows });
};

const csvNames = (path: string, text: string): string[] => {
  // The header is nearly always in the first few lines, and a thousand rows are much to read for it.
  const few = parseCsv(text.slice(0, HEADER)).records;
  const [header, row] = few.length > 1 ? few : parseCsv(text).records;
  if (!header || !row) throw new Complaint(`${path} needs a header and at least one row.`);
  return header.cells.map((name) => name.trim());
};

/** By the types that the file gives them; whoever asks for one that cannot be read hears why. */
const parquetColumns = ({ columns }: ParquetTable): FeatureShape[] =>
  columns.map(({ name, flat: column }) => ({
    name,
    type: column && ['number', 'unsigned', 'decimal', 'boolean'].includes(column.meaning.kind) ? 'number' : 'category',
  }));

const beginningOf = (path: string): Buffer => {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    throw new Complaint(`${path} cannot be read.`);
  }
  try {
    const bytes = Buffer.alloc(SAMPLE);
    return bytes.subarray(0, readSync(file, bytes, 0, SAMPLE, 0));
  } finally {
    closeSync(file);
  }
};

// The last line of a longer file may be cut anywhere.
const wholeLines = (beginning: Buffer): string => {
  const text = beginning.toString('utf8');
  return beginning.length === SAMPLE ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
};

const flat = (cell: unknown): Cell => (cell === null || typeof cell !== 'object' ? (cell as Cell) : '[list]');
