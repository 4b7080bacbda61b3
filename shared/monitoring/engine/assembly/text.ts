const QUOTE: i8 = 0x22;
const BACKSLASH: i8 = 0x5c;
const SPACE: i8 = 0x20;

/** Read from 16 - n on, keeps the first n bytes of sixteen. */
const FIRST = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0,
]);

export function firstOf(n: usize): v128 {
  return v128.load(FIRST + 16 - n);
}

/** The first `length` bytes from `start` on, sixteen at most, then zeros. */
export function firstBytes(start: usize, length: usize): v128 {
  return v128.and(v128.load(start), firstOf(length));
}

/** Whether `length` bytes are the same in both places. */
export function same(a: usize, b: usize, length: usize): bool {
  let left = length;
  for (; left > 16; left -= 16, a += 16, b += 16) if (v128.any_true(v128.xor(v128.load(a), v128.load(b)))) return false;
  return !v128.any_true(v128.xor(firstBytes(a, left), firstBytes(b, left)));
}

/** Marks quotes, backslashes, line ends and other control characters: what a plain cell does not hold. */
export function stopsAt(bytes: v128): v128 {
  const marks = v128.or(i8x16.eq(bytes, i8x16.splat(QUOTE)), i8x16.eq(bytes, i8x16.splat(BACKSLASH)));
  return v128.or(marks, i8x16.lt_u(bytes, i8x16.splat(SPACE)));
}

/** Whether nothing in [start, end) is what a plain cell does not hold. */
export function isPlain(start: usize, end: usize): bool {
  for (let at = start; at < end; at += 16) {
    const stops = i8x16.bitmask(stopsAt(v128.load(at)));
    if (stops !== 0 && at + <usize>ctz(stops) < end) return false;
  }
  return true;
}

/** Where the JSON string that is open at `at` ends; 0 when an escape or a control character comes first. */
export function stringEnd(at: usize): usize {
  while (true) {
    const stops = i8x16.bitmask(stopsAt(v128.load(at)));
    if (stops !== 0) {
      const end = at + <usize>ctz(stops);
      return load<u8>(end) === <u8>QUOTE ? end : 0;
    }
    at += 16;
  }
}
