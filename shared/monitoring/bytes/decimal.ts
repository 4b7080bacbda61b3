import { numberOf } from '../cells.ts';
import { type Source, textOf } from './source.ts';

/** Beyond this a mantissa might not be exact. */
const EXACT = 2 ** 53;
const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/**
 * The value of a numeric cell, as `numberOf` reads its text: NaN for a missing value, infinity for what is no number.
 * A plain decimal needs no text: a mantissa up to 2^53 divided by a power of ten up to 10^22 is two exact doubles and one
 * division, so it is rounded once, as `Number` rounds.
 */
export const numericCell = (source: Source, from: number, to: number): number => {
  if (from === to) return Number.NaN;
  const { bytes } = source;
  const negative = bytes[from] === 0x2d;
  let [mantissa, decimals, digits, point] = [0, 0, 0, false];
  for (let at = negative ? from + 1 : from; at < to; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digits++;
      if (point) decimals++;
    } else if (digit === -2 && !point) point = true;
    else return fromText(source, from, to);
  }
  // Past 2^53 the sum above may have been rounded, but never to below it.
  if (digits === 0 || mantissa >= EXACT || decimals > 22) return fromText(source, from, to);
  const value = mantissa / (POWERS[decimals] as number);
  return negative ? -value : value;
};

const fromText = (source: Source, from: number, to: number): number => {
  const value = numberOf(textOf(source, from, to));
  return value === undefined ? Number.NaN : Number.isNaN(value) ? Infinity : value;
};
