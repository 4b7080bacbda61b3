import { numberOf } from './host';

const MINUS: u8 = 0x2d;
const POINT: u8 = 0x2e;
const ZERO: u8 = 0x30;

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
/** By the place of the point, 16 for none: which bytes stand where once it is closed, and what its decimals are over. */
const CLOSED = memory.data(17 * 16, 16);
const OVER = memory.data<f64>([1e15, 1e14, 1e13, 1e12, 1e11, 1e10, 1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1, 1]);
for (let point = 0; point <= 16; point++)
  for (let to = 0; to < 16; to++)
    store<u8>(CLOSED + <usize>(16 * point + to), <u8>(point === 16 || to > point ? to : to - 1));

/**
 * The value of the cell [start, end), to the bit what `Number` gives. Sixteen characters are read at once, right-aligned:
 * digits side by side become pairs, pairs fours, fours eights. A whole number over a power of ten is rounded once.
 */
export function numericCell(start: usize, end: usize): f64 {
  const negative = <usize>(load<u8>(start) === MINUS);
  const length = end - start - negative;
  if (length - 1 > 15) return longCell(start, end);

  const digits = v128.and(i8x16.sub(v128.load(end - 16), v128.load(ZEROS)), v128.load(LAST + length));
  const points = i8x16.bitmask(i8x16.eq(digits, v128.load(POINTS)));
  const plain = i8x16.bitmask(i8x16.le_u(digits, v128.load(NINES)));
  // At most one point, and not as the last character.
  if (((plain | points) ^ 0xffff) | (points & ((points - 1) | 0x8000))) return longCell(start, end);

  const point = <usize>ctz(points | 0x10000);
  const closed = i8x16.swizzle(digits, v128.load(CLOSED + (point << 4)));
  const pairs = i16x8.shr_u(i16x8.mul(closed, v128.load(PAIRS)), 8);
  const fours = i32x4.dot_i16x8_s(pairs, v128.load(FOURS));
  const eights = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_u(fours, fours), v128.load(EIGHTS));
  const both = i64x2.extract_lane(eights, 0);
  const mantissa = (both & 0xffffffff) * 100000000 + (both >>> 32);
  // Up to 2 to the power of 53 every whole number is a double.
  if (mantissa >>> 53) return longCell(start, end);
  const value = <f64>mantissa / load<f64>(OVER + (point << 3));
  return reinterpret<f64>(reinterpret<u64>(value) | ((<u64>negative) << 63));
}

/** Digits of the two parts of a long mantissa: each is exact, and so is what becomes of them. */
const HEAD = 10;
const TAIL = 9;

/** The same for up to 19 digits; whatever else it meets is read from its text. */
function longCell(start: usize, end: usize): f64 {
  if (start === end) return NaN;
  const negative = load<u8>(start) === MINUS;
  let head: i64 = 0;
  let tail: i64 = 0;
  let headDigits = 0;
  let tailDigits = 0;
  let decimals = 0;
  let point = false;
  let any = false;
  for (let at = negative ? start + 1 : start; at < end; at++) {
    const digit = <i32>load<u8>(at) - ZERO;
    if (<u32>digit <= 9) {
      any = true;
      if (point) decimals++;
      if (headDigits < HEAD) {
        head = head * 10 + digit;
        if (head > 0) headDigits++;
      } else {
        tail = tail * 10 + digit;
        tailDigits++;
      }
    } else if (digit === <i32>POINT - ZERO && !point) point = true;
    else return numberOf(start, end);
    if (tailDigits > TAIL || decimals > 22) return numberOf(start, end);
  }
  if (!any) return numberOf(start, end);
  const value =
    tailDigits === 0 ? <f64>head / power(decimals) : quotient(<f64>head, power(tailDigits), <f64>tail, power(decimals));
  // NaN, where it cannot be told.
  if (!(value >= 0)) return numberOf(start, end);
  return negative ? -value : value;
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
