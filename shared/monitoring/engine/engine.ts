import type { RecordForms } from '../bytes/record-forms.ts';
import type { Cells, ColumnScan, RowScanner } from '../bytes/scan-row.ts';
import type { Source } from '../bytes/source.ts';
import type { Bins } from './bins.ts';

/**
 * The few loops through which every byte and every number goes. There are two of them, in WebAssembly and in TypeScript;
 * both give the same, to the last bit.
 */
export interface Engine {
  /** Memory for bytes that `scanner`, `same` and `stringEnd` may be asked about. */
  source(size: number): Source;
  /** Room for the rows of so many columns. */
  cells(columns: number): Cells;
  scanner(columns: readonly ColumnScan[], cells: Cells): RowScanner;
  /** How records of one row each are read many at a time; nothing where one by one is the only way. */
  records(inputs: readonly ColumnScan[], output: ColumnScan, cells: Cells): RecordForms | undefined;
  /** Empty bins between ascending edges. */
  bins(edges: readonly number[]): Bins;
  /** Whether the bytes of `source` at `at` are the first `length` of `fixed`. */
  same(source: Source, at: number, fixed: Source, length: number): boolean;
  /** Where the JSON string that is open at `at` ends; REFUSED when an escape or a control character comes first. */
  stringEnd(source: Source, at: number): number;
}

/** What an engine must have room for, beside the bytes: columns, and edges of all their bins together. */
export interface EngineSize {
  readonly columns: number;
  readonly edges: number;
}

/** Longest line of a file; longer ones are passed over. */
export const LONGEST_LINE = 64 * 1024 * 1024;

/** Rows a block holds: a record of more is read by the general path. Memory that nobody writes to costs nothing. */
const MOST_ROWS = 32_768;
const FEWEST_ROWS = 2048;
const MOST_CELLS = 8 * 1024 * 1024;

/** Rows that there is room for, and how far apart columns lie: not by a power of two, which would put all into one place of the cache. */
export const extentOf = (columns: number): { readonly capacity: number; readonly stride: number } => {
  const capacity = Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, Math.floor(MOST_CELLS / Math.max(columns, 1) / 8) * 8));
  return { capacity, stride: capacity + 8 };
};
