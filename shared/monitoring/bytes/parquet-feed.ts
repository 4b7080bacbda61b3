import type { ParquetTable } from '../../parquet/parquet.ts';
import type { FlatColumn } from '../../parquet/schema.ts';
import type { Values } from '../../parquet/values.ts';
import { categoryOf, numberOf } from '../cells.ts';
import type { BlockColumn, RowTarget } from './row-target.ts';

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
  const wanted = [...features, ...(output === undefined ? [] : [output])].map((name) =>
    table.columns.find((column) => column.name === name),
  );
  for (const column of wanted) if (column?.problem) throw column.problem;
  for (const [i, into] of columns.entries()) {
    const column = wanted[i]?.flat;
    if (column) for (const page of table.values(column)) addPage(into, column, page, block.cells.values);
    else if (i < features.length) addMissing(into, table.rows, block.cells.values);
  }
  addedRows(table.rows);
};

const addPage = (into: BlockColumn, column: FlatColumn, page: Values, room: Float64Array): void => {
  const cells = into.kind === 'numeric' ? numbersOf(page) : slotsOf(into, column, page);
  // By way of the block, where the engine is at its fastest.
  for (let from = 0; from < cells.length; from += room.length) {
    const part = cells.subarray(from, from + room.length);
    room.set(part);
    add(into, room, part.length);
  }
};

const addMissing = (into: BlockColumn, rows: number, room: Float64Array): void => {
  room.fill(into.kind === 'numeric' ? Number.NaN : into.slotOf(undefined));
  for (let left = rows; left > 0; left -= room.length) add(into, room, Math.min(left, room.length));
};

const add = (into: BlockColumn, cells: Float64Array, count: number): void =>
  into.kind === 'numeric' ? into.addValues(cells, 0, count) : into.addSlots(cells, 0, count);

/** As counters take them: NaN for a missing value, infinity for one that is no number. */
const numbersOf = (page: Values): Float64Array => {
  if (page.kind === 'texts') {
    const numbers = page.words.map((word) => counted(numberOf(word)));
    return new Float64Array(page.codes.length).map((_, row) => numbers[page.codes[row] as number] ?? Number.NaN);
  }
  const { values } = page;
  for (let row = 0; row < values.length; row++) if (values[row] === -Infinity) values[row] = Infinity;
  return values;
};

const counted = (value: number | undefined): number => {
  if (value === undefined) return Number.NaN;
  return Number.isNaN(value) ? Infinity : value;
};

// New values get their places in the order of the rows, as they do when text files are read.
const slotsOf = (
  { slotOf }: Extract<BlockColumn, { kind: 'category' }>,
  { meaning }: FlatColumn,
  page: Values,
): Float64Array => {
  if (page.kind === 'numbers') {
    const { values, exact } = page;
    const text = (value: number, i: number): string | undefined => {
      if (Number.isNaN(value)) return undefined;
      if (meaning.kind === 'boolean') return String(value === 1);
      return String(exact ? exact[i] : value);
    };
    return values.map((value, i) => slotOf(text(value, i)));
  }
  const { codes, words } = page;
  const known = new Float64Array(words.length).fill(-1);
  const missing = slotOf(undefined);
  const slots = new Float64Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code !== -1 && known[code] === -1) known[code] = slotOf(categoryOf(words[code]));
    slots[row] = code === -1 ? missing : (known[code] as number);
  }
  return slots;
};
