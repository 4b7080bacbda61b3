const QUOTE: i8 = 0x22;
const BACKSLASH: i8 = 0x5c;
const SPACE: i8 = 0x20;

/** Whether `length` bytes are the same in both places. */
export function same(a: usize, b: usize, length: usize): bool {
  let i: usize = 0;
  for (; i + 16 <= length; i += 16) if (v128.any_true(v128.xor(v128.load(a + i), v128.load(b + i)))) return false;
  for (; i < length; i++) if (load<u8>(a + i) !== load<u8>(b + i)) return false;
  return true;
}

/** Where the JSON string that is open at `at` ends; 0 when an escape or a control character comes first. */
export function stringEnd(at: usize): usize {
  while (true) {
    const bytes = v128.load(at);
    const marks = v128.or(i8x16.eq(bytes, i8x16.splat(QUOTE)), i8x16.eq(bytes, i8x16.splat(BACKSLASH)));
    const stops = i8x16.bitmask(v128.or(marks, i8x16.lt_u(bytes, i8x16.splat(SPACE))));
    if (stops !== 0) {
      const end = at + <usize>ctz(stops);
      return load<u8>(end) === <u8>QUOTE ? end : 0;
    }
    at += 16;
  }
}
