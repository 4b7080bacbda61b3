import { categoryCell } from './categories';
import { numericCell, numericCells } from './decimal';
import { isPlain, stopsAt } from './text';

// A plan says how the cells of a row are read: how many there are, where their ends are noted, and for each of them
// 16 bytes: kind, where the value of row 0 goes, the table of its categories, its column. The last kind is that of no cell.
const ENDS: usize = 4;
const COLUMNS: usize = 8;
const TARGET: usize = 4;
const TABLE: usize = 8;
const COLUMN: usize = 12;
const STEP: usize = 16;

const NUMERIC = 0;
const CATEGORY = 1;

const COMMA: i8 = 0x2c;
const SPACE: i8 = 0x20;

/** Reads the row at `start` into row `row` of the block. Answers where the byte after its last cell is, or 0 for a refusal. */
export function scanRow(plan: usize, start: usize, row: usize): usize {
  const count = load<u32>(plan);
  const notes = <usize>load<u32>(plan, ENDS);
  const first = plan + COLUMNS;
  const last = first + <usize>count * STEP;
  const end = noteEnds(start, notes, count);
  if (end === 0) return 0;
  const offset = row << 3;
  let column = first;
  while (true) {
    column = numericCells(column, noteOf(notes, column - first), offset);
    if (column === last) return end;
    if (!scanCell(column, noteOf(notes, column - first), offset)) return 0;
    column += STEP;
  }
}

/** Where it is noted what ends the cell before the one that lies `by` bytes behind the first in the plan. */
function noteOf(notes: usize, by: usize): usize {
  return notes + by / (STEP / 4);
}

/** Reads a cell of a category, or a number that is not written in the usual way. False when it holds what a plain cell does not. */
function scanCell(column: usize, note: usize, offset: usize): bool {
  const start = <usize>load<u32>(note) + 1;
  const end = <usize>load<u32>(note, 4);
  const target = <usize>load<u32>(column, TARGET) + offset;
  const kind = load<u32>(column);
  if (kind === CATEGORY) {
    const code = categoryCell(load<u32>(column, TABLE), load<i32>(column, COLUMN), start, end);
    store<f64>(target, code);
    return code >= 0;
  }
  if (!isPlain(start, end)) return false;
  if (kind === NUMERIC) store<f64>(target, numericCell(start, end));
  return true;
}

/**
 * Notes the byte before the row and the commas that end all cells but the last, of which it notes and answers the end; 0
 * when the line is over before. What else may stand inside a cell is for its reader to find.
 */
function noteEnds(start: usize, notes: usize, count: u32): usize {
  store<u32>(notes, <u32>start - 1);
  const end = notes + ((<usize>count) << 2);
  let note = notes + 4;
  let at = start;
  const comma = i8x16.splat(COMMA);
  while (note < end) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const lower = i8x16.bitmask(i8x16.eq(a, comma)) | (i8x16.bitmask(i8x16.eq(b, comma)) << 16);
    const upper = i8x16.bitmask(i8x16.eq(c, comma)) | (i8x16.bitmask(i8x16.eq(d, comma)) << 16);
    let marks = <u64>(<u32>lower) | ((<u64>(<u32>upper)) << 32);
    const found = (<usize>popcnt(marks)) << 2;
    // Twelve at a time, whether there are so many or not: fewer branches than asking (simdjson).
    let to = note;
    while (true) {
      store<u32>(to, <u32>at + <u32>ctz(marks));
      marks &= marks - 1;
      store<u32>(to, <u32>at + <u32>ctz(marks), 4);
      marks &= marks - 1;
      store<u32>(to, <u32>at + <u32>ctz(marks), 8);
      marks &= marks - 1;
      store<u32>(to, <u32>at + <u32>ctz(marks), 12);
      marks &= marks - 1;
      store<u32>(to, <u32>at + <u32>ctz(marks), 16);
      marks &= marks - 1;
      store<u32>(to, <u32>at + <u32>ctz(marks), 20);
      marks &= marks - 1;
      store<u32>(to, <u32>at + <u32>ctz(marks), 24);
      marks &= marks - 1;
      store<u32>(to, <u32>at + <u32>ctz(marks), 28);
      marks &= marks - 1;
      store<u32>(to, <u32>at + <u32>ctz(marks), 32);
      marks &= marks - 1;
      store<u32>(to, <u32>at + <u32>ctz(marks), 36);
      marks &= marks - 1;
      store<u32>(to, <u32>at + <u32>ctz(marks), 40);
      marks &= marks - 1;
      store<u32>(to, <u32>at + <u32>ctz(marks), 44);
      marks &= marks - 1;
      if (marks === 0) break;
      to += 48;
    }
    note += found;
    // Every line ends with a line feed, so the search is over at the latest there.
    const least = i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d));
    if (note < end && v128.any_true(i8x16.lt_u(least, i8x16.splat(SPACE)))) return 0;
    at += 64;
  }
  const last = endOfCell(<usize>load<u32>(end - 4) + 1);
  store<u32>(end, <u32>last);
  return last;
}

/** The first byte from `at` on that ends a cell. */
function endOfCell(at: usize): usize {
  while (true) {
    const bytes = v128.load(at);
    const ends = i8x16.bitmask(v128.or(i8x16.eq(bytes, i8x16.splat(COMMA)), stopsAt(bytes)));
    if (ends !== 0) return at + <usize>ctz(ends);
    at += 16;
  }
}
