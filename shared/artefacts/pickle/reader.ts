import { isUtf8 } from 'node:buffer';
import type { ByteSource } from '../byte-source.ts';
import { Malformed } from '../notebook.ts';

/** Texts longer than this are passed over: no name and no column is longer. */
export const LONGEST_TEXT = 1024;
/** An opcode with the longest argument of fixed length. */
export const LOOK_AHEAD = 16;

/**
 * Where a pickle is read: what is at hand of its source, and the place in it. Strict about frames: python/cpython#154848
 * and S-14.
 */
export interface PickleReader {
  readonly source: ByteSource;
  window: Buffer;
  at: number;
  /** Offset of the window's first byte. */
  base: number;
  /** Where the frame ends; infinity outside frames. */
  frameEnd: number;
  /** Place in the window up to which may be read: its end, or the frame's. */
  limit: number;
}

export const pickleReader = (source: ByteSource): PickleReader => ({
  source,
  window: source.window(),
  at: 0,
  base: source.offset(),
  frameEnd: Number.POSITIVE_INFINITY,
  limit: source.window().length,
});

const setLimit = (reader: PickleReader): void => {
  reader.limit = Math.min(reader.window.length, reader.frameEnd - reader.base);
};

export const offsetOf = (reader: PickleReader): number => reader.base + reader.at;

/** Gives back what was looked at ahead, so that others read on from the source. */
export const settle = (reader: PickleReader): void => {
  reader.source.consume(reader.at);
  reader.window = reader.source.window();
  reader.base = reader.source.offset();
  reader.at = 0;
  setLimit(reader);
};

const more = async (reader: PickleReader, count: number): Promise<void> => {
  settle(reader);
  await reader.source.fill(count);
  reader.window = reader.source.window();
  setLimit(reader);
};

/** Whether the next opcode and its argument of fixed length are at hand. */
export const isReady = (reader: PickleReader): boolean => reader.window.length - reader.at >= LOOK_AHEAD;
export const makeReady = (reader: PickleReader): Promise<void> => more(reader, LOOK_AHEAD);

const within = (reader: PickleReader, length: number): void => {
  if (reader.base + reader.at + length > reader.frameEnd)
    throw new Malformed('pickle-frame', 'something crosses the end of a frame', offsetOf(reader));
};

/** Position of an argument of fixed length, which the look-ahead holds unless the file ends. */
const next = (reader: PickleReader, length: number): number => {
  const { at } = reader;
  if (at + length > reader.limit) {
    within(reader, length);
    throw new Malformed('truncated', 'the pickle ends inside an opcode', offsetOf(reader));
  }
  reader.at = at + length;
  return at;
};

export const opcode = (reader: PickleReader): number => {
  if (reader.at === reader.limit) leaveFrame(reader);
  return reader.window[next(reader, 1)] as number;
};
export const u8 = (reader: PickleReader): number => reader.window[next(reader, 1)] as number;
export const u16 = (reader: PickleReader): number => {
  const at = next(reader, 2);
  return (reader.window[at] as number) | ((reader.window[at + 1] as number) << 8);
};
export const int32At = (bytes: Buffer, at: number): number =>
  (bytes[at] as number) |
  ((bytes[at + 1] as number) << 8) |
  ((bytes[at + 2] as number) << 16) |
  ((bytes[at + 3] as number) << 24);
export const i32 = (reader: PickleReader): number => {
  const at = next(reader, 4);
  return int32At(reader.window, at);
};
export const u32 = (reader: PickleReader): number => i32(reader) >>> 0;
export const u64 = (reader: PickleReader): number => {
  const value = u32(reader) + u32(reader) * 2 ** 32;
  if (value > Number.MAX_SAFE_INTEGER)
    throw new Malformed('pickle-length', 'a length is beyond all measure', offsetOf(reader));
  return value;
};
/** Passes over a decimal number of 64 bits. */
export const passFloat = (reader: PickleReader): void => void next(reader, 8);
/** A number of up to eight bytes with its sign. */
export const integer = (reader: PickleReader, bytes: number): number | bigint => {
  const at = next(reader, bytes);
  if (bytes === 0) return 0;
  if (bytes <= 6) return reader.window.readIntLE(at, bytes);
  const digits = Buffer.from(reader.window.subarray(at, at + bytes)).reverse();
  const value = BigInt.asIntN(8 * bytes, BigInt(`0x${digits.toString('hex')}`));
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
};

/** Passes over bytes, and waits when they are not at hand. */
export const skip = (reader: PickleReader, length: number): Promise<void> | undefined => {
  within(reader, length);
  if (reader.window.length - reader.at >= length) {
    reader.at += length;
    return undefined;
  }
  return skipOn(reader, length);
};
const skipOn = async (reader: PickleReader, length: number): Promise<void> => {
  settle(reader);
  await reader.source.skip(length);
  settle(reader);
};

/** Bytes of this length in pieces; all of them must be taken before anything else is read. */
export async function* pieces(reader: PickleReader, length: number): AsyncGenerator<Buffer> {
  within(reader, length);
  settle(reader);
  yield* reader.source.chunks(length);
  settle(reader);
}

export const bytes = async (reader: PickleReader, length: number): Promise<Buffer> => {
  within(reader, length);
  if (reader.window.length - reader.at < length) await more(reader, length);
  const start = next(reader, length);
  return reader.window.subarray(start, start + length);
};

/** Waits until a text of this length in bytes is at hand, unless it is. Not longer than `LONGEST_TEXT`. */
export const textReady = (reader: PickleReader, length: number): Promise<void> | undefined => {
  within(reader, length);
  return reader.window.length - reader.at < length ? more(reader, length) : undefined;
};

/** Passes over a text that is at hand; answers it when not all of it is ASCII, so that it must be decoded. */
export const text = (reader: PickleReader, length: number, encoding: 'utf8' | 'latin1'): string | undefined => {
  const start = next(reader, length);
  const end = start + length;
  const { window } = reader;
  for (let at = start; at < end; at++)
    if ((window[at] as number) > 0x7f)
      return encoding === 'utf8' ? utf8(reader, start, end) : window.toString('latin1', start, end);
  return undefined;
};

const utf8 = (reader: PickleReader, start: number, end: number): string => {
  const part = reader.window.subarray(start, end);
  // Python passes lone surrogates on; anything else that is not UTF-8 it refuses.
  if (isUtf8(part) || /\xed[\xa0-\xbf]/.test(part.toString('latin1'))) return part.toString('utf8');
  throw new Malformed('pickle-literal', 'a text is not UTF-8', offsetOf(reader));
};

/** Up to the line feed, which is passed over; `undefined` when longer than any name. At once when it is at hand. */
export const line = (
  reader: PickleReader,
  encoding: BufferEncoding,
): string | undefined | Promise<string | undefined> => {
  const { window, at } = reader;
  const feed = window.indexOf(0x0a, at);
  if (feed < 0) return lineOn(reader, encoding);
  next(reader, feed + 1 - at);
  return feed - at > LONGEST_TEXT ? undefined : window.toString(encoding, at, feed);
};

const lineOn = async (reader: PickleReader, encoding: BufferEncoding): Promise<string | undefined> => {
  const start = offsetOf(reader);
  settle(reader);
  const kept = await reader.source.fill(LONGEST_TEXT + 1);
  reader.window = reader.source.window();
  setLimit(reader);
  const feed = reader.window.indexOf(0x0a);
  if (feed >= 0) return line(reader, encoding);
  for (let have = kept, window = reader.window; ; ) {
    if (start + have > reader.frameEnd)
      throw new Malformed('pickle-frame', 'something crosses the end of a frame', start);
    reader.source.consume(window.length);
    if ((await reader.source.fill(1)) === 0)
      throw new Malformed('truncated', 'a line of the pickle does not end', start);
    window = reader.source.window();
    const end = window.indexOf(0x0a);
    have += end < 0 ? window.length : end + 1;
    if (end < 0) continue;
    if (start + have > reader.frameEnd)
      throw new Malformed('pickle-frame', 'something crosses the end of a frame', start);
    reader.source.consume(end + 1);
    settle(reader);
    return undefined;
  }
};

export const beginFrame = (reader: PickleReader, length: number): void => {
  if (reader.frameEnd !== Number.POSITIVE_INFINITY)
    throw new Malformed('pickle-frame', 'a frame begins inside another', offsetOf(reader));
  reader.frameEnd = offsetOf(reader) + length;
  setLimit(reader);
};

/** Whether the next byte lies in a frame. */
export const inFrame = (reader: PickleReader): boolean =>
  reader.frameEnd !== Number.POSITIVE_INFINITY && offsetOf(reader) < reader.frameEnd;

/** Ends the frame whose last byte was just read, so that what follows may lie outside frames. */
export const leaveFrame = (reader: PickleReader): void => {
  if (reader.base + reader.at !== reader.frameEnd) return;
  reader.frameEnd = Number.POSITIVE_INFINITY;
  setLimit(reader);
};
