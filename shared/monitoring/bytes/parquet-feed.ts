import type { ParquetTable } from '../../parquet/parquet.ts';
import type { FlatColumn } from '../../parquet/schema.ts';
import type { Values } from '../../parquet/values.ts';
import { categoryOf, numberOf } from '../cells.ts';
import type { BlockColumn, RowTarget } from './row-target.ts';

/** Cells that are counted at a time where each is made anew: they stay in the nearest cache. */
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
    if (column) {
      const add = into.kind === 'numeric' ? numbersInto(into, room) : slotsInto(into, column, room);
      for (const page of table.values(column)) add(page);
    } else if (i < features.length) addMissing(into, table.rows, room);
  }
  addedRows(table.rows);
};

const addMissing = (into: BlockColumn, rows: number, room: Float64Array): void => {
  room.fill(into.kind === 'numeric' ? Number.NaN : into.slotOf(undefined));
  for (let left = rows; left > 0; left -= room.length) addCells(into, room, Math.min(left, room.length));
};

const addCells = (into: BlockColumn, cells: Float64Array, count: number): void =>
  into.kind === 'numeric' ? into.addValues(cells, 0, count) : into.addSlots(cells, 0, count);

/** Adds pages of numbers as counters take them: NaN for a missing value, infinity for one that is no number. */
const numbersInto = (into: Extract<BlockColumn, { kind: 'numeric' }>, room: Float64Array): ((page: Values) => void) => {
  const known = remembered((words) => words.map((word) => counted(numberOf(word))));
  return (page) => {
    if (page.kind === 'numbers') {
      const { values } = page;
      into.addValues(values.includes(-Infinity) ? values.map(usable) : values, 0, values.length);
      return;
    }
    const { codes, words } = page;
    const numbers = known(words);
    eachPart(codes.length, (from, count) => {
      for (let i = 0; i < count; i++) room[i] = numbers[codes[from + i] as number] ?? Number.NaN;
      into.addValues(room, 0, count);
    });
  };
};

const usable = (value: number): number => (value === -Infinity ? Infinity : value);

const counted = (value: number | undefined): number => {
  if (value === undefined) return Number.NaN;
  return Number.isNaN(value) ? Infinity : value;
};

/** Adds pages as counters take categories. New ones get their places in the order of the rows, as when text files are read. */
const slotsInto = (
  into: Extract<BlockColumn, { kind: 'category' }>,
  { meaning }: FlatColumn,
  room: Float64Array,
): ((page: Values) => void) => {
  const { slotOf } = into;
  // The first place is that of a missing value, whose code is -1.
  const known = remembered((words) => new Int32Array(words.length + 1).fill(UNKNOWN, 1).fill(slotOf(undefined), 0, 1));
  return (page) => {
    if (page.kind === 'texts') {
      const { codes, words } = page;
      const slots = known(words);
      eachPart(codes.length, (from, count) => {
        for (let done = laySlots(room, 0, codes, from, count, slots); done < count; ) {
          const code = codes[from + done] as number;
          slots[code + 1] = slotOf(categoryOf(words[code]));
          done = laySlots(room, done, codes, from, count, slots);
        }
        into.addSlots(room, 0, count);
      });
      return;
    }
    const { values, exact } = page;
    const textAt = (row: number): string | undefined => {
      const value = values[row] as number;
      if (Number.isNaN(value)) return undefined;
      return String(meaning.kind === 'boolean' ? value === 1 : exact ? exact[row] : value);
    };
    eachPart(values.length, (from, count) => {
      for (let i = 0; i < count; i++) room[i] = slotOf(textAt(from + i));
      into.addSlots(room, 0, count);
    });
  };
};

/** Lays the slots of so many codes into the room; stops before the first code that has none yet, and answers where. */
const laySlots = (
  room: Float64Array,
  done: number,
  codes: Int32Array,
  from: number,
  count: number,
  slots: Int32Array,
): number => {
  for (let i = done; i < count; i++) {
    const slot = slots[(codes[from + i] as number) + 1] as number;
    if (slot === UNKNOWN) return i;
    room[i] = slot;
  }
  return count;
};

const UNKNOWN = -1;

const eachPart = (rows: number, take: (from: number, count: number) => void): void => {
  for (let from = 0; from < rows; from += ROOM) take(from, Math.min(ROOM, rows - from));
};

/** What was made of the words of a dictionary, for as long as pages have the same one. */
const remembered = <T>(make: (words: readonly string[]) => T): ((words: readonly string[]) => T) => {
  let last: { readonly words: readonly string[]; readonly made: T } | undefined;
  return (words) => {
    if (last?.words !== words) last = { words, made: make(words) };
    return last.made;
  };
};
