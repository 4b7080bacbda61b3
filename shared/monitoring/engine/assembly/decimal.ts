import { numberOf } from './host';
import { firstOf } from './text';

// Of a column in the plan of a row, as rows.ts has it.
const TARGET: usize = 4;
const STEP: usize = 16;
const NUMERIC = 0;

const MINUS: u8 = 0x2d;

/** 10 to the power of 0 to 22: those that are doubles. */
const POWERS = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]);

function power(n: i32): f64 {
  return load<f64>(POWERS + ((<usize>n) << 3));
}

// What a cell of sixteen characters needs lies in memory: as constants it would be built anew for every cell.
const ZEROS = memory.data<u8>([48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48], 16);
const NINES = memory.data<u8>([9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9], 16);
/** A point, once a zero is taken from it. */
const POINTS = memory.data<u8>([254, 254, 254, 254, 254, 254, 254, 254, 254, 254, 254, 254, 254, 254, 254, 254], 16);
/** Makes of two digits their number, times 256. */
const PAIRS = memory.data<u16>([2561, 2561, 2561, 2561, 2561, 2561, 2561, 2561], 16);
const FOURS = memory.data<u16>([100, 1, 100, 1, 100, 1, 100, 1], 16);
const EIGHTS = memory.data<u16>([10000, 1, 10000, 1, 10000, 1, 10000, 1], 16);
/** Read from n on, keeps the last n bytes of sixteen. */
const LAST = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255,
]);
/** By the place of the point, 16 for none: which bytes stand where once it is closed, and what its decimals are over, then the same of negative numbers. */
const CLOSED = memory.data(17 * 16, 16);
const OVER = memory.data<f64>([
  1e15, 1e14, 1e13, 1e12, 1e11, 1e10, 1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1, 1, -1e15, -1e14, -1e13, -1e12,
  -1e11, -1e10, -1e9, -1e8, -1e7, -1e6, -1e5, -1e4, -1e3, -1e2, -1e1, -1, -1,
]);
for (let point = 0; point <= 16; point++)
  for (let to = 0; to < 16; to++)
    store<u8>(CLOSED + <usize>(16 * point + to), <u8>(point === 16 || to > point ? to : to - 1));

/**
 * Reads the numeric cells from `column` on, whose ends are noted from `note` on: up to the first cell of another kind, or
 * one that is not a plain decimal of at most sixteen characters. Answers where it stopped. Sixteen characters are read at
 * once, right-aligned: digits side by side become pairs, pairs fours, fours eights. A whole number over a power of ten is
 * rounded once, so the value is to the bit what `Number` gives.
 */
export function numericCells(column: usize, note: usize, offset: usize): usize {
  // Nothing is called from this loop, so that all of these stay in registers.
  const zeros = v128.load(ZEROS);
  const nines = v128.load(NINES);
  const dots = v128.load(POINTS);
  const tens = v128.load(PAIRS);
  const hundreds = v128.load(FOURS);
  const thousands = v128.load(EIGHTS);
  for (; load<u32>(column) === NUMERIC; column += STEP, note += 4) {
    const start = <usize>load<u32>(note) + 1;
    const end = <usize>load<u32>(note, 4);
    const target = <usize>load<u32>(column, TARGET) + offset;
    const negative = <usize>(load<u8>(start) === MINUS);
    const length = end - start - negative;
    if (length - 1 > 15) {
      if (end !== start) return column;
      store<f64>(target, NaN);
      continue;
    }
    const digits = v128.and(i8x16.sub(v128.load(end - 16), zeros), v128.load(LAST + length));
    const points = i8x16.bitmask(i8x16.eq(digits, dots));
    const plain = i8x16.bitmask(i8x16.le_u(digits, nines));
    // At most one point, and not as the last character.
    if (((plain | points) ^ 0xffff) | (points & ((points - 1) | 0x8000))) return column;

    const point = <usize>ctz(points | 0x10000);
    const closed = i8x16.swizzle(digits, v128.load(CLOSED + (point << 4)));
    const pairs = i16x8.shr_u(i16x8.mul(closed, tens), 8);
    const fours = i32x4.dot_i16x8_s(pairs, hundreds);
    const eights = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_u(fours, fours), thousands);
    const both = i64x2.extract_lane(eights, 0);
    const mantissa = (both & 0xffffffff) * 100000000 + (both >>> 32);
    // Up to 2 to the power of 53 every whole number is a double.
    if (mantissa >>> 53) return column;
    store<f64>(target, <f64>mantissa / load<f64>(OVER + ((point + negative * 17) << 3)));
  }
  return column;
}

/** The same for one cell of up to 32 characters and 19 digits; whatever else it meets is read from its text. */
export function numericCell(start: usize, end: usize): f64 {
  const negative = <usize>(load<u8>(start) === MINUS);
  const length = end - start - negative;
  if (length - 1 > 31) return start === end ? NaN : numberOf(start, end);
  const zeros = v128.load(ZEROS);
  let high = v128.and(i8x16.sub(v128.load(end - 32), zeros), v128.load(LAST + max(<i32>length - 16, 0)));
  let low = v128.and(i8x16.sub(v128.load(end - 16), zeros), v128.load(LAST + min(<i32>length, 16)));
  const points = marked(i8x16.eq(high, v128.load(POINTS)), i8x16.eq(low, v128.load(POINTS)));
  const plain = marked(i8x16.le_u(high, v128.load(NINES)), i8x16.le_u(low, v128.load(NINES)));
  // At most one point, and not as the only character.
  if (~(plain | points) | (points & (points - 1)) | <i32>(length === 1 && points !== 0)) return numberOf(start, end);

  let decimals = 0;
  if (points !== 0) {
    const point = <i32>ctz(points);
    decimals = 31 - point;
    // What stands before the point moves up by one.
    const upper = i8x16.shuffle(high, i8x16.splat(0), 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
    const lower = i8x16.shuffle(high, low, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
    high = v128.bitselect(upper, high, firstOf(min(point + 1, 16)));
    low = v128.bitselect(lower, low, firstOf(max(point - 15, 0)));
  }
  const head = sixteen(high);
  const tail = sixteen(low);
  if (head > 999 || decimals > 22) return numberOf(start, end);
  const value =
    head === 0 && tail >>> 53 === 0
      ? <f64>tail / power(decimals)
      : quotient(<f64>(head * 100000000 + tail / 100000000), 1e8, <f64>(tail % 100000000), power(decimals));
  // NaN, where it cannot be told.
  if (!(value >= 0)) return numberOf(start, end);
  return negative ? -value : value;
}

function marked(high: v128, low: v128): i32 {
  return i8x16.bitmask(high) | (i8x16.bitmask(low) << 16);
}

/** The number that sixteen digits make. */
function sixteen(digits: v128): i64 {
  const pairs = i16x8.shr_u(i16x8.mul(digits, v128.load(PAIRS)), 8);
  const fours = i32x4.dot_i16x8_s(pairs, v128.load(FOURS));
  const both = i64x2.extract_lane(i32x4.dot_i16x8_s(i16x8.narrow_i32x4_u(fours, fours), v128.load(EIGHTS)), 0);
  return (both & 0xffffffff) * 100000000 + (both >>> 32);
}

/**
 * (head * shift + tail) / power, rounded once; NaN where that cannot be told. Numerator and quotient are sums of two
 * doubles; when the second one may be a little more or less without a change of the result, the result is right (Ziv).
 */
function quotient(head: f64, shift: f64, tail: f64, divisor: f64): f64 {
  const product = head * shift;
  const rest = productError(head, shift, product) + tail;
  const numerator = product + rest;
  const below = rest - (numerator - product);
  const first = numerator / divisor;
  const back = first * divisor;
  const correction = (numerator - back - productError(first, divisor, back) + below) / divisor;
  const doubt = first * 8.271806125530277e-25;
  const value = first + (correction + doubt);
  return value === first + (correction - doubt) ? value : NaN;
}

/** Cuts a double into two halves whose products are exact (Veltkamp). */
const SPLIT: f64 = 134217729;

/** What a * b is more than its rounded product (Dekker). */
function productError(a: f64, b: f64, product: f64): f64 {
  const a1 = SPLIT * a - (SPLIT * a - a);
  const b1 = SPLIT * b - (SPLIT * b - b);
  const a2 = a - a1;
  const b2 = b - b1;
  return a1 * b1 - product + a1 * b2 + a2 * b1 + a2 * b2;
}
