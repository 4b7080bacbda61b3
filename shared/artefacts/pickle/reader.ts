import { isUtf8 } from 'node:buffer';
import type { ByteSource } from '../byte-source.ts';
import { Malformed } from '../notebook.ts';

/** Texts longer than this are passed over: no name and no column is longer. */
const LONGEST_TEXT = 1024;
/** An opcode with the longest argument of fixed length. */
const LOOK_AHEAD = 9;

/** Reads opcodes and arguments, strict about frames: python/cpython#154848 and S-14. */
export interface PickleReader {
  offset(): number;
  /** The next opcode, or a promise of it when more bytes must come first. */
  opcode(): number | Promise<number>;
  u8(): number;
  u16(): number;
  i32(): number;
  u32(): number;
  u64(): number;
  /** Passes over a float of 64 bits. */
  float(): void;
  /** Bytes of this length: their text when short enough to be a name, otherwise `undefined`. */
  text(length: number, encoding: BufferEncoding): string | undefined | Promise<string | undefined>;
  skip(length: number): void | Promise<void>;
  bytes(length: number): Promise<Buffer>;
  /** Up to the line feed, which is passed over; `undefined` when longer than any name. */
  line(encoding: BufferEncoding): Promise<string | undefined>;
  beginFrame(length: number): void;
  /** Whether the next byte lies in a frame. */
  inFrame(): boolean;
  /** Ends the frame whose last byte was just read, so that what follows may lie outside frames. */
  leaveFrame(): void;
  /** Gives back what was looked at ahead, so that others read on from the source. */
  settle(): void;
}

export const pickleReader = (source: ByteSource): PickleReader => {
  let window = source.window();
  let base = source.offset();
  let at = 0;
  let frameEnd = Number.POSITIVE_INFINITY;

  const settle = (): void => {
    source.consume(at);
    window = source.window();
    base = source.offset();
    at = 0;
  };
  const more = async (count: number): Promise<void> => {
    settle();
    await source.fill(count);
    window = source.window();
  };
  const within = (length: number): void => {
    if (base + at + length > frameEnd)
      throw new Malformed('pickle-frame', 'something crosses the end of a frame', base + at);
  };
  /** Position of an argument of fixed length, which the look-ahead holds unless the file ends. */
  const next = (length: number): number => {
    within(length);
    if (window.length - at < length) throw new Malformed('truncated', 'the pickle ends inside an opcode', base + at);
    at += length;
    return at - length;
  };
  const take = (): number => {
    if (base + at === frameEnd) frameEnd = Number.POSITIVE_INFINITY;
    return window[next(1)] as number;
  };
  const hold = async (length: number): Promise<number> => {
    within(length);
    if (window.length - at < length) await more(length);
    return next(length);
  };
  const skip = (length: number): void | Promise<void> => {
    within(length);
    if (window.length - at >= length) {
      at += length;
      return;
    }
    return skipOn(length);
  };
  const skipOn = async (length: number): Promise<void> => {
    settle();
    await source.skip(length);
    settle();
  };
  const decoded = (start: number, length: number, encoding: BufferEncoding): string => {
    const text = window.toString(encoding, start, start + length);
    if (encoding !== 'utf8' || !text.includes('\uFFFD')) return text;
    // Python passes lone surrogates on; anything else that is not UTF-8 it refuses.
    const bytes = window.subarray(start, start + length);
    if (isUtf8(bytes) || /\xed[\xa0-\xbf]/.test(bytes.toString('latin1'))) return text;
    throw new Malformed('pickle-literal', 'a text is not UTF-8', base + at);
  };
  const textOn = async (length: number, encoding: BufferEncoding): Promise<string> => {
    return decoded(await hold(length), length, encoding);
  };

  return {
    offset: () => base + at,
    opcode: () => (window.length - at >= LOOK_AHEAD ? take() : more(LOOK_AHEAD).then(take)),
    u8: () => window[next(1)] as number,
    u16: () => window.readUInt16LE(next(2)),
    i32: () => window.readInt32LE(next(4)),
    u32: () => window.readUInt32LE(next(4)),
    float: () => void next(8),
    u64: () => {
      const value = window.readBigUInt64LE(next(8));
      if (value > BigInt(Number.MAX_SAFE_INTEGER))
        throw new Malformed('pickle-length', 'a length is beyond all measure', base + at);
      return Number(value);
    },
    text(length, encoding) {
      if (length > LONGEST_TEXT) return Promise.resolve(skip(length)).then(() => undefined);
      if (window.length - at < length) return textOn(length, encoding);
      return decoded(next(length), length, encoding);
    },
    skip,
    async bytes(length) {
      const start = await hold(length);
      return window.subarray(start, start + length);
    },
    async line(encoding) {
      const parts: Buffer[] = [];
      let length = 0;
      for (;;) {
        const feed = window.indexOf(0x0a, at);
        const end = feed < 0 ? window.length : feed;
        within(end - at + (feed < 0 ? 0 : 1));
        if (length <= LONGEST_TEXT) parts.push(window.subarray(at, Math.min(end, at + LONGEST_TEXT + 1)));
        length += end - at;
        at = feed < 0 ? end : feed + 1;
        if (feed >= 0) return length > LONGEST_TEXT ? undefined : Buffer.concat(parts).toString(encoding);
        await more(1);
        if (window.length === 0) throw new Malformed('truncated', 'a line of the pickle does not end', base);
      }
    },
    beginFrame(length) {
      if (frameEnd !== Number.POSITIVE_INFINITY)
        throw new Malformed('pickle-frame', 'a frame begins inside another', base + at);
      frameEnd = base + at + length;
    },
    inFrame: () => base + at < frameEnd && frameEnd !== Number.POSITIVE_INFINITY,
    leaveFrame: () => {
      if (base + at === frameEnd) frameEnd = Number.POSITIVE_INFINITY;
    },
    settle,
  };
};
