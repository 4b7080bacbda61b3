import { damaged } from './errors.ts';
import { dateText, momentText, nanosecondsOf } from './moments.ts';
import type { FlatColumn } from './schema.ts';
import type { Stored } from './stored.ts';

/**
 * Cells of a column, in the order of the rows. Numbers are doubles, NaN for a missing one; booleans are 0 and 1. Texts are
 * given by their place among `words`, -1 for a missing one; dates and timestamps are texts in ISO 8601.
 */
export type Values =
  | {
      readonly kind: 'numbers';
      readonly values: Float64Array;
      /** The numbers whole, when there are some that no double holds. */
      readonly exact?: BigInt64Array | BigUint64Array;
    }
  | { readonly kind: 'texts'; readonly codes: Int32Array; readonly words: readonly string[] };

/** What stored values mean. */
export const valuesOf = ({ meaning, physical }: FlatColumn, stored: Stored): Values => {
  switch (meaning.kind) {
    case 'text':
      return texts(slices(stored, (bytes, from, to) => bytes.toString('utf8', from, to)));
    case 'date':
      return texts(Array.from(numbers(stored).values, dateText));
    case 'moment': {
      const { perSecond, utc } = meaning;
      if (physical === 'int96')
        return texts(slices(stored, (bytes, from) => momentText(nanosecondsOf(bytes, from), perSecond, utc)));
      return texts(Array.from(numbers(stored).exact ?? [], (count) => momentText(count, perSecond, utc)));
    }
    case 'decimal':
      return { kind: 'numbers', values: decimals(stored, meaning.scale) };
    default:
      return numbers(stored);
  }
};

/** Room for so many numbers, for this page only. */
type Room = (count: number) => Float64Array;

/** The values at these places of a dictionary, the last of which is `largest`. @throws UnreadableParquet */
export const valuesAt = (dictionary: Values, places: Int32Array, largest: number, room: Room): Values => {
  const size = dictionary.kind === 'texts' ? dictionary.words.length : dictionary.values.length;
  if (largest >= size) throw damaged('a page asks for a value that its dictionary does not have');
  if (dictionary.kind === 'texts') return { ...dictionary, codes: places };
  const { values: held, exact } = dictionary;
  const values = room(places.length);
  for (let i = 0; i < places.length; i++) values[i] = held[places[i] as number] as number;
  return {
    kind: 'numbers',
    values,
    ...(exact && { exact: wholesLike(exact, places.length, (i) => exact[places[i] as number]) }),
  };
};

/** Puts values at the rows that have one; the others are missing. */
export const spread = (
  dense: Values,
  present: Int32Array,
  room: { readonly spread: Room; readonly codes: (count: number) => Int32Array },
): Values => {
  const rows = present.length;
  if (dense.kind === 'texts') {
    const codes = room.codes(rows).fill(-1);
    place(dense.codes, present, codes);
    return { ...dense, codes };
  }
  const values = room.spread(rows).fill(Number.NaN);
  place(dense.values, present, values);
  const { exact } = dense;
  let next = 0;
  return {
    kind: 'numbers',
    values,
    ...(exact && { exact: wholesLike(exact, rows, (row) => (present[row] === 1 ? exact[next++] : 0n)) }),
  };
};

const place = <T extends Int32Array | Float64Array>(dense: T, present: Int32Array, into: T): void => {
  for (let row = 0, next = 0; row < present.length; row++) if (present[row] === 1) into[row] = dense[next++] as number;
};

const wholesLike = (
  kind: BigInt64Array | BigUint64Array,
  length: number,
  at: (i: number) => bigint | undefined,
): BigInt64Array | BigUint64Array => {
  const wholes = kind instanceof BigInt64Array ? new BigInt64Array(length) : new BigUint64Array(length);
  for (let i = 0; i < length; i++) wholes[i] = at(i) ?? 0n;
  return wholes;
};

const texts = (words: readonly string[]): Values => ({
  kind: 'texts',
  words,
  codes: new Int32Array(words.length).map((_, i) => i),
});

const numbers = (stored: Stored): Extract<Stored, { kind: 'numbers' }> => {
  if (stored.kind !== 'numbers') throw damaged('a page holds texts where its column has numbers');
  return stored;
};

const slices = <T>(stored: Stored, read: (bytes: Buffer, from: number, to: number) => T): T[] => {
  if (stored.kind !== 'slices') throw damaged('a page holds numbers where its column has texts');
  const { bytes, starts, ends } = stored;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from(starts, (start, i) => read(buffer, start, ends[i] as number));
};

/** The nearest doubles: from the digits, as they would be read from a text. */
const decimals = (stored: Stored, scale: number): Float64Array => {
  const of = (unscaled: bigint | number) => (scale === 0 ? Number(unscaled) : Number(`${unscaled}e-${scale}`));
  if (stored.kind === 'numbers')
    return stored.exact ? Float64Array.from(Array.from(stored.exact, of)) : stored.values.map((value) => of(value));
  return Float64Array.from(slices(stored, (bytes, from, to) => of(bigEndian(bytes, from, to))));
};

const bigEndian = (bytes: Buffer, from: number, to: number): bigint =>
  from === to ? 0n : BigInt.asIntN(8 * (to - from), BigInt(`0x${bytes.toString('hex', from, to)}`));
