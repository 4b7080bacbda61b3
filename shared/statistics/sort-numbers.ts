/** Where the tallies of each digit begin: from the lowest on, two of fourteen bits and three of twelve. */
const PLACES = [0, 16_384, 32_768, 36_864, 40_960, 45_056] as const;
/** From here on counting digits is faster than comparing. */
const MANY = 10_000;

/** Passes over the upper half of the bits: 36 bits tell nearly all numbers apart, and little is left to put right. */
const UPPER = 2;
/** Places for each number, at most, that numbers are moved by to put right what those passes left; else all are made. */
const PUT_RIGHT = 4;

/**
 * Sorts numbers in place, -0 before 0; there must be no NaN. Passes over digits of the bits of the doubles, lowest
 * first (LSD radix): the three upper ones, and where that is not nearly enough, all five. `room`, when given, is for as many
 * numbers, and spares new memory for every column.
 */
export const sortNumbers = (values: Float64Array, room: Float64Array = new Float64Array(values.length)): void => {
  if (values.length < MANY) return void values.sort();
  sortByDigits(values, room, UPPER);
  if (!putRight(values)) sortByDigits(values, room, 0);
};

const sortByDigits = (values: Float64Array, room: Float64Array, first: number): void => {
  const n = values.length;
  const from = moved(values, room, first);
  const to = from === values ? room.subarray(0, n) : values;
  // The sign is the highest bit: negative numbers are last now, the largest first.
  const positives = firstNegative(wordsOf(from));
  if (positives === n && from === values) return;
  to.set(from.subarray(0, positives), n - positives);
  to.set(from.subarray(positives).reverse(), 0);
  if (to !== values) values.set(to);
};

/** The numbers in the order of their digits from one on, in one of the two places. */
const moved = (values: Float64Array, room: Float64Array, first: number): Float64Array => {
  const n = values.length;
  const counts = countDigits(wordsOf(values), first);
  let [from, to] = [values, room.subarray(0, n)];
  for (let pass = first; pass < moves.length; pass++) {
    const places = counts.subarray(PLACES[pass], PLACES[pass + 1]);
    // All alike: whole numbers, for one, have nothing in the lower bits.
    if (places.includes(n)) continue;
    for (let digit = 0, next = 0; digit < places.length; digit++) {
      const count = places[digit] as number;
      places[digit] = next;
      next += count;
    }
    moves[pass]?.(wordsOf(from), from, to, places);
    [from, to] = [to, from];
  }
  return from;
};

/** Puts numbers that are nearly in order in order; false, with some of it done, when they are not nearly. */
const putRight = (values: Float64Array): boolean => {
  const n = values.length;
  let left = PUT_RIGHT * n;
  let before = values[0] as number;
  for (let i = 1; i < n; i++) {
    const x = values[i] as number;
    if (before <= x) {
      before = x;
      continue;
    }
    let to = i;
    for (; to > 0 && (values[to - 1] as number) > x; to--) values[to] = values[to - 1] as number;
    values[to] = x;
    left -= i - to;
    if (left < 0) return false;
  }
  return true;
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

const countDigits = (words: Uint32Array, first: number): Uint32Array => {
  const counts = new Uint32Array(PLACES[5]);
  for (let i = 0; i < words.length; i += 2) {
    const [low, high] = [words[i] as number, words[i + 1] as number];
    count(counts, PLACES[2] + (((high & 255) << 4) | (low >>> 28)));
    count(counts, PLACES[3] + ((high >>> 8) & 4095));
    count(counts, PLACES[4] + (high >>> 20));
  }
  if (first >= UPPER) return counts;
  for (let i = 0; i < words.length; i += 2) {
    const low = words[i] as number;
    count(counts, low & 16_383);
    count(counts, PLACES[1] + ((low >>> 14) & 16_383));
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
    for (let i = 0; i < from.length; i++) put(from, i, to, places, (words[2 * i] as number) & 16_383);
  },
  (words, from, to, places) => {
    for (let i = 0; i < from.length; i++) put(from, i, to, places, ((words[2 * i] as number) >>> 14) & 16_383);
  },
  (words, from, to, places) => {
    for (let i = 0; i < from.length; i++)
      put(from, i, to, places, (((words[2 * i + 1] as number) & 255) << 4) | ((words[2 * i] as number) >>> 28));
  },
  (words, from, to, places) => {
    for (let i = 0; i < from.length; i++) put(from, i, to, places, ((words[2 * i + 1] as number) >>> 8) & 4095);
  },
  (words, from, to, places) => {
    for (let i = 0; i < from.length; i++) put(from, i, to, places, (words[2 * i + 1] as number) >>> 20);
  },
];

const put = (from: Float64Array, i: number, to: Float64Array, places: Uint32Array, digit: number): void => {
  const place = places[digit] as number;
  places[digit] = place + 1;
  to[place] = from[i] as number;
};
