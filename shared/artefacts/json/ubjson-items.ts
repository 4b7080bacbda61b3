import type { ByteSource } from '../byte-source.ts';
import { Malformed } from '../notebook.ts';
import { keyTable } from './key-table.ts';

/** Bytes of numbers by marker (UBJSON draft 12; XGBoost adds unsigned markers of its own in none). */
export const WIDTH: Readonly<Record<number, number>> = { 105: 1, 85: 1, 73: 2, 108: 4, 76: 8, 100: 4, 68: 8 };
/** Markers: int8, uint8, int16, int32, int64. */
const [SMALL, BYTE, SHORT, WORD, LONG] = [0x69, 0x55, 0x49, 0x6c, 0x4c];
const LONGEST_KEPT = 4096;
/** A key, its length, a value's marker and its length. */
const LOOK = 2 * LONGEST_KEPT + 32;

/** Reads markers, lengths and texts from what is at hand; `ready` waits for as much as one item can need. */
export interface UbjsonItems {
  offset(): number;
  ready(): Promise<void> | undefined;
  marker(): number;
  /** A length in the integer type of this marker. */
  length(type: number): number;
  integer(type: number): bigint;
  /** A text to keep, `undefined` and passed over when it is longer. */
  text(length: number): string | undefined;
  key(length: number): string | undefined;
  skip(length: number): void;
  /** Puts back the marker just read. */
  unread(): void;
  /** Leaves the source right behind what was read. */
  settle(): void;
}

export const ubjsonItems = (source: ByteSource): UbjsonItems => {
  const keys = keyTable();
  let window = source.window();
  let base = source.offset();
  let at = 0;
  let owed = 0;
  let whole = false;

  const settle = (): void => {
    source.consume(at);
    window = source.window();
    base = source.offset();
    at = 0;
  };
  const refill = async (): Promise<void> => {
    settle();
    await source.skip(owed);
    owed = 0;
    whole = (await source.fill(LOOK)) < LOOK;
    settle();
  };
  const next = (count: number): number => {
    if (window.length - at < count) throw new Malformed('truncated', 'the document ends inside a value', base + at);
    at += count;
    return at - count;
  };
  const skip = (length: number): void => {
    const here = Math.min(length, window.length - at);
    at += here;
    owed = length - here;
  };
  const unknown = (type: number): never => {
    throw new Malformed(
      'ubjson-malformed',
      `the marker ${JSON.stringify(String.fromCharCode(type))} is not understood`,
      base + at - 1,
    );
  };

  return {
    offset: () => base + at,
    ready: () => (owed > 0 || (!whole && window.length - at < LOOK) ? refill() : undefined),
    marker: () => window[next(1)] as number,
    length(type) {
      const from = base + at;
      const found =
        type === LONG
          ? window.readInt32BE(next(8)) * 2 ** 32 + window.readUInt32BE(at - 4)
          : type === BYTE || type === SMALL
            ? ((window[next(1)] as number) << (type === SMALL ? 24 : 0)) >> (type === SMALL ? 24 : 0)
            : type === SHORT
              ? window.readInt16BE(next(2))
              : type === WORD
                ? window.readInt32BE(next(4))
                : unknown(type);
      if (found < 0 || found > 2 ** 40)
        throw new Malformed('ubjson-malformed', 'a length is negative or beyond all measure', from);
      return found;
    },
    integer(type) {
      const width = (type === 0x64 || type === 0x44 ? undefined : WIDTH[type]) ?? unknown(type);
      const start = next(width);
      const unsigned = BigInt(`0x${window.toString('hex', start, start + width)}`);
      return type === BYTE ? unsigned : BigInt.asIntN(8 * width, unsigned);
    },
    text(length) {
      if (length > LONGEST_KEPT) {
        skip(length);
        return undefined;
      }
      const start = next(length);
      return window.toString('utf8', start, start + length);
    },
    key(length) {
      if (length > LONGEST_KEPT) return undefined;
      const start = next(length);
      return keys(window, start, start + length);
    },
    skip,
    unread: () => {
      at--;
    },
    settle,
  };
};
