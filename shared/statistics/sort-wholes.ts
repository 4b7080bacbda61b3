/** Most bits that two digits have; more bits make three. */
const TWO_DIGITS = 24;

/**
 * Lays whole numbers over a power of ten in ascending order into a place of the same length (LSD radix). Two or three passes,
 * by the digits that the range of the numbers needs; the last one makes the quotients. `room` is for as many numbers.
 */
export const sortWholes = (wholes: Int32Array, over: number, into: Float64Array, room: Float64Array): void => {
  const n = wholes.length;
  const [low, high] = extent(wholes);
  const bits = 32 - Math.clz32(high - low);
  if (bits === 0) {
    into.fill(low / over);
    return;
  }
  const digits = bits <= TWO_DIGITS ? 2 : 3;
  const digit = Math.ceil(bits / digits);
  const places = placesOf(wholes, low, digit, digits);
  const firstOrder = new Int32Array(into.buffer, into.byteOffset, n);
  const order = new Int32Array(room.buffer, room.byteOffset, n);
  let from = wholes;
  if (digits === 3) {
    move(from, firstOrder, places, low, digit, 0);
    from = firstOrder;
  }
  move(from, order, places, low, digit, digits - 2);
  moveOver(order, into, places, low, digit, digits - 1, over);
};

const extent = (wholes: Int32Array): [low: number, high: number] => {
  let [low, high] = [wholes[0] as number, wholes[0] as number];
  for (let i = 0; i < wholes.length; i++) {
    const whole = wholes[i] as number;
    if (whole < low) low = whole;
    if (whole > high) high = whole;
  }
  return [low, high];
};

/** Where the numbers of each digit begin, digit after digit, the lowest first. */
const placesOf = (wholes: Int32Array, low: number, digit: number, digits: number): Uint32Array => {
  const size = 1 << digit;
  const mask = size - 1;
  const places = new Uint32Array(digits * size);
  const add = (at: number) => {
    places[at] = (places[at] as number) + 1;
  };
  for (let i = 0; i < wholes.length; i++) {
    const above = ((wholes[i] as number) - low) | 0;
    add(above & mask);
    add(size + ((above >>> digit) & mask));
    if (digits === 3) add(2 * size + ((above >>> (2 * digit)) & mask));
  }
  for (let at = 0, next = 0; at < places.length; at++) {
    if ((at & mask) === 0) next = 0;
    const count = places[at] as number;
    places[at] = next;
    next += count;
  }
  return places;
};

const move = (
  from: Int32Array,
  to: Int32Array,
  places: Uint32Array,
  low: number,
  digit: number,
  which: number,
): void => {
  const [mask, first, shift] = [(1 << digit) - 1, which << digit, which * digit];
  for (let i = 0; i < from.length; i++) {
    const whole = from[i] as number;
    const at = first + (((whole - low) >>> shift) & mask);
    const place = places[at] as number;
    places[at] = place + 1;
    to[place] = whole;
  }
};

const moveOver = (
  from: Int32Array,
  to: Float64Array,
  places: Uint32Array,
  low: number,
  digit: number,
  which: number,
  over: number,
): void => {
  const [mask, first, shift] = [(1 << digit) - 1, which << digit, which * digit];
  for (let i = 0; i < from.length; i++) {
    const whole = from[i] as number;
    const at = first + (((whole - low) >>> shift) & mask);
    const place = places[at] as number;
    places[at] = place + 1;
    to[place] = whole / over;
  }
};
