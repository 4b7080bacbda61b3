import { categoryCell } from './categories';
import { numericCell } from './decimal';

// A plan says how the cells of a row are read: how many there are, where their ends are noted, and for each of them
// 16 bytes: kind, where the value of row 0 goes, the table of its categories, its column.
const ENDS: usize = 4;
const COLUMNS: usize = 8;
const TARGET: usize = 4;
const TABLE: usize = 8;
const COLUMN: usize = 12;
const STEP: usize = 16;

const NUMERIC = 0;
const CATEGORY = 1;

const QUOTE: i8 = 0x22;
const BACKSLASH: i8 = 0x5c;
const COMMA: i8 = 0x2c;
const SPACE: i8 = 0x20;

/** Reads the row at `start` into row `row` of the block. Answers where the byte after its last cell is, or 0 for a refusal. */
export function scanRow(plan: usize, start: usize, row: usize): usize {
  const count = load<u32>(plan);
  let note = <usize>load<u32>(plan, ENDS);
  if (!noteEnds(start, note, count)) return 0;
  const last = plan + COLUMNS + <usize>count * STEP;
  for (let column = plan + COLUMNS; column < last; column += STEP, note += 4) {
    const end = <usize>load<u32>(note);
    const kind = load<u32>(column);
    const target = <usize>load<u32>(column, TARGET) + (row << 3);
    if (kind === NUMERIC) store<f64>(target, numericCell(start, end));
    else if (kind === CATEGORY) {
      const code = categoryCell(load<u32>(column, TABLE), load<i32>(column, COLUMN), start, end);
      if (code < 0) return 0;
      store<f64>(target, code);
    }
    start = end + 1;
  }
  return start - 1;
}

/** Notes where each of the next `count` cells ends; false when something other than a comma stands before the last end. */
function noteEnds(start: usize, note: usize, count: u32): bool {
  const end = note + ((<usize>count) << 2);
  let at = start;
  while (true) {
    const commas =
      equal(at, 0, COMMA) | (equal(at, 16, COMMA) << 16) | (equal(at, 32, COMMA) << 32) | (equal(at, 48, COMMA) << 48);
    const stops = stopsAt(at, 0) | (stopsAt(at, 16) << 16) | (stopsAt(at, 32) << 32) | (stopsAt(at, 48) << 48);
    // Commas before the first other end, and that end.
    let marks = stops === 0 ? commas : (commas | stops) & (stops ^ (stops - 1));
    const found = (<usize>popcnt(marks)) << 2;
    // Eight at a time, whether there are so many or not: fewer branches than asking (simdjson).
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
      if (marks === 0) break;
      to += 32;
    }
    note += found;
    if (note >= end) return true;
    if (stops !== 0) return false;
    at += 64;
  }
}

function equal(at: usize, by: usize, byte: i8): u64 {
  return <u64>i8x16.bitmask(i8x16.eq(v128.load(at + by), i8x16.splat(byte)));
}

/** Quotes, backslashes, line ends and other control characters: what a plain cell does not hold. */
function stopsAt(at: usize, by: usize): u64 {
  const bytes = v128.load(at + by);
  const marks = v128.or(i8x16.eq(bytes, i8x16.splat(QUOTE)), i8x16.eq(bytes, i8x16.splat(BACKSLASH)));
  return <u64>i8x16.bitmask(v128.or(marks, i8x16.lt_u(bytes, i8x16.splat(SPACE))));
}
