import { numberOf } from '../cells.ts';
import { type Source, textOf } from './source.ts';

const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
/** Digits of the two parts of a long mantissa: each is exact, and so is what becomes of them. */
const HEAD = 10;
const TAIL = 9;
/** Cuts a double into two halves whose products are exact (Veltkamp). */
const SPLIT = 134_217_729;

/**
 * The value of a numeric cell, as `numberOf` reads its text: NaN for a missing value, infinity for what is no number.
 * A decimal of up to 19 digits needs no text.
 */
export const numericCell = (source: Source, from: number, to: number): number => {
  if (from === to) return Number.NaN;
  const { bytes } = source;
  const negative = bytes[from] === 0x2d;
  let [head, tail, headDigits, tailDigits, decimals] = [0, 0, 0, 0, 0];
  let [point, any] = [false, false];
  for (let at = negative ? from + 1 : from; at < to; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit >= 0 && digit <= 9) {
      any = true;
      if (point) decimals++;
      if (headDigits < HEAD) {
        head = head * 10 + digit;
        if (head > 0) headDigits++;
      } else {
        tail = tail * 10 + digit;
        tailDigits++;
      }
    } else if (digit === -2 && !point) point = true;
    else return fromText(source, from, to);
  }
  if (!any || tailDigits > TAIL || decimals > 22) return fromText(source, from, to);
  const power = POWERS[decimals] as number;
  const value = tailDigits === 0 ? head / power : quotient(head, POWERS[tailDigits] as number, tail, power);
  if (Number.isNaN(value)) return fromText(source, from, to);
  return negative ? -value : value;
};

/**
 * (head * shift + tail) / power, rounded once; NaN where that cannot be told. Numerator and quotient are sums of two
 * doubles; when the second one may be a little more or less without a change of the result, the result is right (Ziv).
 */
const quotient = (head: number, shift: number, tail: number, power: number): number => {
  const product = head * shift;
  const rest = productError(head, shift, product) + tail;
  const numerator = product + rest;
  const below = rest - (numerator - product);
  const first = numerator / power;
  const back = first * power;
  const correction = (numerator - back - productError(first, power, back) + below) / power;
  const doubt = first * 2 ** -80;
  const value = first + (correction + doubt);
  return value === first + (correction - doubt) ? value : Number.NaN;
};

// What a * b is more than its rounded product (Dekker).
const productError = (a: number, b: number, product: number): number => {
  const [a1, b1] = [SPLIT * a - (SPLIT * a - a), SPLIT * b - (SPLIT * b - b)];
  const [a2, b2] = [a - a1, b - b1];
  return a1 * b1 - product + a1 * b2 + a2 * b1 + a2 * b2;
};

const fromText = (source: Source, from: number, to: number): number => {
  const value = numberOf(textOf(source, from, to));
  return value === undefined ? Number.NaN : Number.isNaN(value) ? Infinity : value;
};
