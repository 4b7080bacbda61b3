import type { ParquetTable } from '../../parquet/parquet.ts';
import type { FlatColumn } from '../../parquet/schema.ts';
import type { Values } from '../../parquet/values.ts';
import { categoryOf, numberOf } from '../cells.ts';
import type { BlockColumn, RowTarget } from './row-target.ts';

/** Cells that are counted at a time: they stay in the nearest cache. */
const ROOM = 2048;

/**
 * Reads a Parquet table into a target, one column after the other and a page at a time. Columns are found by name, others
 * passed over, absent ones are missing values. @throws UnreadableParquet
 */
export const readParquet = (
  table: ParquetTable,
  {
    features,
    output,
    columns,
    block,
    addedRows,
  }: Pick<RowTarget, 'features' | 'output' | 'columns' | 'block' | 'addedRows'>,
): void => {
  block.flush();
  // A corner of the block, where the engine is at its fastest.
  const room = block.cells.values.subarray(0, ROOM);
  const wanted = [...features, ...(output === undefined ? [] : [output])].map((name) =>
    table.columns.find((column) => column.name === name),
  );
  for (const column of wanted) if (column?.problem) throw column.problem;
  for (const [i, into] of columns.entries()) {
    const column = wanted[i]?.flat;
    if (column) for (const page of table.values(column)) addPage(into, column, page, room);
    else if (i < features.length) addMissing(into, table.rows, room);
  }
  addedRows(table.rows);
};

const addPage = (into: BlockColumn, column: FlatColumn, page: Values, room: Float64Array): void => {
  const cellAt = into.kind === 'numeric' ? numberAt(page) : slotAt(into, column, page);
  const rows = page.kind === 'texts' ? page.codes.length : page.values.length;
  for (let from = 0; from < rows; from += room.length) {
    const count = Math.min(room.length, rows - from);
    for (let i = 0; i < count; i++) room[i] = cellAt(from + i);
    add(into, room, count);
  }
};

const addMissing = (into: BlockColumn, rows: number, room: Float64Array): void => {
  room.fill(into.kind === 'numeric' ? Number.NaN : into.slotOf(undefined));
  for (let left = rows; left > 0; left -= room.length) add(into, room, Math.min(left, room.length));
};

const add = (into: BlockColumn, cells: Float64Array, count: number): void =>
  into.kind === 'numeric' ? into.addValues(cells, 0, count) : into.addSlots(cells, 0, count);

/** Cells as counters take numbers: NaN for a missing value, infinity for one that is no number. */
const numberAt = (page: Values): ((row: number) => number) => {
  if (page.kind === 'texts') {
    const { codes, words } = page;
    const numbers = words.map((word) => counted(numberOf(word)));
    return (row) => numbers[codes[row] as number] ?? Number.NaN;
  }
  const { values } = page;
  return (row) => {
    const value = values[row] as number;
    return value === -Infinity ? Infinity : value;
  };
};

const counted = (value: number | undefined): number => {
  if (value === undefined) return Number.NaN;
  return Number.isNaN(value) ? Infinity : value;
};

/** Cells as counters take categories. New ones get their places in the order of the rows, as when text files are read. */
const slotAt = (
  { slotOf }: Extract<BlockColumn, { kind: 'category' }>,
  { meaning }: FlatColumn,
  page: Values,
): ((row: number) => number) => {
  if (page.kind === 'numbers') {
    const { values, exact } = page;
    return (row) => {
      const value = values[row] as number;
      if (Number.isNaN(value)) return slotOf(undefined);
      if (meaning.kind === 'boolean') return slotOf(String(value === 1));
      return slotOf(String(exact ? exact[row] : value));
    };
  }
  const { codes, words } = page;
  const known = new Float64Array(words.length).fill(-1);
  const missing = slotOf(undefined);
  return (row) => {
    const code = codes[row] as number;
    if (code === -1) return missing;
    if (known[code] === -1) known[code] = slotOf(categoryOf(words[code]));
    return known[code] as number;
  };
};
