const DIGITS = 2048;
const PASSES = 6;
/** From here on counting digits is faster than comparing. */
const MANY = 10_000;

/**
 * Sorts numbers in place, -0 before 0; there must be no NaN. Six passes of eleven bits over the bits of the doubles, lowest
 * first (LSD radix). `room`, when given, is for as many numbers, and spares new memory for every column.
 */
export const sortNumbers = (values: Float64Array, room: Float64Array = new Float64Array(values.length)): void => {
  const n = values.length;
  if (n < MANY) return void values.sort();
  const counts = countDigits(wordsOf(values));
  let from = values;
  let to = room.subarray(0, n);
  for (const [pass, move] of moves.entries()) {
    const places = counts.subarray(pass * DIGITS, (pass + 1) * DIGITS);
    // All alike: whole numbers, for one, have nothing in the lower bits.
    if (places.includes(n)) continue;
    for (let digit = 0, next = 0; digit < DIGITS; digit++) {
      const count = places[digit] as number;
      places[digit] = next;
      next += count;
    }
    move(wordsOf(from), from, to, places);
    [from, to] = [to, from];
  }
  // The sign is the highest bit: negative numbers are last now, the largest first.
  const positives = firstNegative(wordsOf(from));
  to.set(from.subarray(0, positives), n - positives);
  to.set(from.subarray(positives).reverse(), 0);
  if (to !== values) values.set(to);
};

/** Index of the first number with a sign, where all of those come last. */
const firstNegative = (words: Uint32Array): number => {
  let [low, high] = [0, words.length / 2];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[2 * middle + 1] as number) >>> 31 === 1) high = middle;
    else low = middle + 1;
  }
  return low;
};

const wordsOf = (values: Float64Array): Uint32Array =>
  new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);

const countDigits = (words: Uint32Array): Uint32Array => {
  const counts = new Uint32Array(PASSES * DIGITS);
  for (let i = 0; i < words.length; i += 2) {
    const [low, high] = [words[i] as number, words[i + 1] as number];
    count(counts, low & 2047);
    count(counts, 2048 + ((low >>> 11) & 2047));
    count(counts, 4096 + ((low >>> 22) | ((high & 1) << 10)));
    count(counts, 6144 + ((high >>> 1) & 2047));
    count(counts, 8192 + ((high >>> 12) & 2047));
    count(counts, 10_240 + (high >>> 23));
  }
  return counts;
};

const count = (counts: Uint32Array, at: number): void => {
  counts[at] = (counts[at] as number) + 1;
};

type Move = (words: Uint32Array, from: Float64Array, to: Float64Array, places: Uint32Array) => void;

// One function for each digit: the loop is all the work there is, and must not ask which one it is at.
const moves: readonly Move[] = [
  (words, from, to, places) => {
    for (let i = 0; i < from.length; i++) put(from, i, to, places, (words[2 * i] as number) & 2047);
  },
  (words, from, to, places) => {
    for (let i = 0; i < from.length; i++) put(from, i, to, places, ((words[2 * i] as number) >>> 11) & 2047);
  },
  (words, from, to, places) => {
    for (let i = 0; i < from.length; i++)
      put(from, i, to, places, ((words[2 * i] as number) >>> 22) | (((words[2 * i + 1] as number) & 1) << 10));
  },
  (words, from, to, places) => {
    for (let i = 0; i < from.length; i++) put(from, i, to, places, ((words[2 * i + 1] as number) >>> 1) & 2047);
  },
  (words, from, to, places) => {
    for (let i = 0; i < from.length; i++) put(from, i, to, places, ((words[2 * i + 1] as number) >>> 12) & 2047);
  },
  (words, from, to, places) => {
    for (let i = 0; i < from.length; i++) put(from, i, to, places, (words[2 * i + 1] as number) >>> 23);
  },
];

const put = (from: Float64Array, i: number, to: Float64Array, places: Uint32Array, digit: number): void => {
  const place = places[digit] as number;
  places[digit] = place + 1;
  to[place] = from[i] as number;
};
