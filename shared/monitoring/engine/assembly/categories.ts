import { codeOf } from './host';
import { firstBytes, isPlain } from './text';

// A table of the short cells of one column: its mask, then, 16 bytes on, places of 32 bytes: key, code,
// and the length of the key with one added, 0 where the place is free.
const PLACES: usize = 16;
const CODE: usize = 16;
const LENGTH: usize = 24;

/** Longer cells are looked up by the host. */
const LONGEST: usize = 16;

/** Where a key stands in its table, or the free place where it would. */
function placeOf(table: usize, key: v128, length: usize): usize {
  const low = i64x2.extract_lane(key, 0);
  const high = i64x2.extract_lane(key, 1);
  const mask = load<u32>(table);
  let hash = <u32>(<u64>((low ^ (high * 0x5851f42d4c957)) * 0x9e3779b97f4a7) >> 32);
  while (true) {
    const place = table + PLACES + ((<usize>(hash & mask)) << 5);
    const taken = load<u32>(place, LENGTH);
    // Keys are held against each other with their lengths: a cell may end with zero bytes, which no key does.
    if (taken === <u32>length + 1 && load<i64>(place) === low && load<i64>(place, 8) === high) return place;
    if (taken === 0) return place;
    hash++;
  }
}

/** The code of the cell [start, end); negative when the row must be read by the general path. */
export function categoryCell(table: usize, column: i32, start: usize, end: usize): f64 {
  const length = end - start;
  if (length <= LONGEST) {
    const place = placeOf(table, firstBytes(start, length), length);
    if (load<u32>(place, LENGTH) !== 0) return load<f64>(place, CODE);
  }
  return isPlain(start, end) ? codeOf(column, start, end) : -1;
}

/** Lets the table know the code of a short cell. */
export function remember(table: usize, start: usize, end: usize, code: f64): void {
  const length = end - start;
  const key = firstBytes(start, length);
  const place = placeOf(table, key, length);
  v128.store(place, key);
  store<f64>(place, code, CODE);
  store<u32>(place, <u32>length + 1, LENGTH);
}
