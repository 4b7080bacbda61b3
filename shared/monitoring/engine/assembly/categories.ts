import { codeOf } from './host';

// A table of the short cells of one column: its mask, then, 16 bytes on, places of 32 bytes: key, code, whether it is taken.
const PLACES: usize = 16;
const CODE: usize = 16;
const TAKEN: usize = 24;

/** Longer cells are looked up by the host. */
const LONGEST: usize = 16;

/** Read from 16 - n on, keeps the first n bytes of sixteen. */
const FIRST = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0,
]);

function keyOf(start: usize, length: usize): v128 {
  // No cell holds a zero byte, so shorter keys never look like longer ones.
  return v128.and(v128.load(start), v128.load(FIRST + LONGEST - length));
}

/** Where a key stands in its table, or the free place where it would. */
function placeOf(table: usize, key: v128): usize {
  const low = i64x2.extract_lane(key, 0);
  const high = i64x2.extract_lane(key, 1);
  const mask = load<u32>(table);
  let hash = <u32>(<u64>((low ^ (high * 0x5851f42d4c957)) * 0x9e3779b97f4a7) >> 32);
  while (true) {
    const place = table + PLACES + ((<usize>(hash & mask)) << 5);
    if (load<u32>(place, TAKEN) === 0) return place;
    if (load<i64>(place) === low && load<i64>(place, 8) === high) return place;
    hash++;
  }
}

/** The code of the cell [start, end); negative when the row must be read by the general path. */
export function categoryCell(table: usize, column: i32, start: usize, end: usize): f64 {
  if (end - start > LONGEST) return codeOf(column, start, end);
  const place = placeOf(table, keyOf(start, end - start));
  return load<u32>(place, TAKEN) !== 0 ? load<f64>(place, CODE) : codeOf(column, start, end);
}

/** Lets the table know the code of a short cell. */
export function remember(table: usize, start: usize, end: usize, code: f64): void {
  const key = keyOf(start, end - start);
  const place = placeOf(table, key);
  v128.store(place, key);
  store<f64>(place, code, CODE);
  store<u32>(place, 1, TAKEN);
}
