/** Bits of the digits that each half of a double is sorted by, from the lowest on: the sign is in none of them. */
const LOWER = [
  { half: 0, shift: 0, bits: 11 },
  { half: 0, shift: 11, bits: 11 },
  { half: 0, shift: 22, bits: 10 },
] as const;
const UPPER = [
  { half: 1, shift: 0, bits: 11 },
  { half: 1, shift: 11, bits: 10 },
  { half: 1, shift: 21, bits: 10 },
] as const;

/** Steps back for each number, on average, from which on the lower halves are sorted by as well. */
const STEPS = 4;

/**
 * Sorts numbers by their size, whatever their sign; equal ones stay in the order they came. The upper halves of doubles
 * nearly always tell them apart (LSD radix), and the few that they leave in disorder are moved back one by one. There must
 * be no NaN. `room` is for as many numbers; the answer is whichever of the two holds them in order.
 */
export const sortBySize = (values: Float64Array, room: Float64Array): Float64Array => {
  const sorted = byDigits(values, room, UPPER);
  if (settle(sorted)) return sorted;
  return byDigits(sorted, sorted === values ? room : values, [...LOWER, ...UPPER]);
};

const byDigits = (
  values: Float64Array,
  room: Float64Array,
  digits: readonly (typeof LOWER | typeof UPPER)[number][],
): Float64Array => {
  let [from, to] = [values, room];
  for (const { half, shift, bits } of digits) {
    const words = new Uint32Array(from.buffer, from.byteOffset, 2 * from.length);
    const places = placesOf(words, half, shift, 2 ** bits - 1);
    if (!places) continue;
    move(words, from, to, places, half, shift, 2 ** bits - 1);
    [from, to] = [to, from];
  }
  return from;
};

/** Where the numbers of each digit begin; nothing when all have the same. */
const placesOf = (words: Uint32Array, half: number, shift: number, mask: number): Uint32Array | undefined => {
  const places = new Uint32Array(mask + 1);
  for (let at = half; at < words.length; at += 2) {
    const digit = ((words[at] as number) >>> shift) & mask;
    places[digit] = (places[digit] as number) + 1;
  }
  if (places.includes(words.length / 2)) return undefined;
  for (let digit = 0, next = 0; digit <= mask; digit++) {
    const count = places[digit] as number;
    places[digit] = next;
    next += count;
  }
  return places;
};

const move = (
  words: Uint32Array,
  from: Float64Array,
  to: Float64Array,
  places: Uint32Array,
  half: number,
  shift: number,
  mask: number,
): void => {
  for (let i = 0; i < from.length; i++) {
    const digit = ((words[2 * i + half] as number) >>> shift) & mask;
    const place = places[digit] as number;
    places[digit] = place + 1;
    to[place] = from[i] as number;
  }
};

/** Moves each number back past larger ones; false, with some of it done, when that is too much. */
const settle = (values: Float64Array): boolean => {
  let steps = STEPS * values.length;
  for (let i = 1; i < values.length; i++) {
    const value = values[i] as number;
    const size = Math.abs(value);
    if (size >= Math.abs(values[i - 1] as number)) continue;
    let to = i;
    for (; to > 0 && Math.abs(values[to - 1] as number) > size; to--) values[to] = values[to - 1] as number;
    values[to] = value;
    steps -= i - to;
    if (steps < 0) return false;
  }
  return true;
};
