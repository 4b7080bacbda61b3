import { Malformed } from './notebook.ts';

/**
 * A stream of bytes read in order: what is at hand is read at once, what is not yet is waited for. What a reader is given
 * never depends on the pieces in which the bytes arrived (S-05), only `window` may show more than was asked for.
 */
export interface ByteSource {
  /** Bytes handed out so far. */
  offset(): number;
  /** Bytes at hand, not handed out yet. */
  window(): Buffer;
  /** Waits until this many bytes are at hand; answers how many are: fewer only at the end of the stream. */
  fill(wanted: number): Promise<number>;
  /** Hands out bytes that are at hand. */
  consume(count: number): Buffer;
  /** Hands out this many, fewer only at the end of the stream. */
  piece(most: number): Promise<Buffer>;
  /** Hands out exactly this many. @throws Malformed `truncated` */
  take(count: number): Promise<Buffer>;
  /** Hands out this many in pieces, so that they need not fit in memory. @throws Malformed `truncated` */
  chunks(count: number): AsyncGenerator<Buffer>;
  /** Passes over this many. @throws Malformed `truncated` */
  skip(count: number): Promise<void>;
  /** Everything that is left, in pieces. */
  rest(): AsyncGenerator<Buffer>;
  /** Puts back the last bytes handed out. */
  unread(bytes: Buffer): void;
}

const EMPTY: Buffer = Buffer.alloc(0);
const PIECE = 2 ** 17;

export const byteSource = (stream: AsyncIterable<Uint8Array>): ByteSource => {
  const iterator = stream[Symbol.asyncIterator]();
  let held = EMPTY;
  let start = 0;
  let offset = 0;
  let ended = false;
  let fault: unknown;

  const pull = async (): Promise<Buffer | undefined> => {
    while (!ended) {
      try {
        const { value, done } = await iterator.next();
        if (done) ended = true;
        else if (value.length > 0) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      } catch (error) {
        // What arrived before the fault is read first.
        ended = true;
        fault = error ?? new Error('the stream broke off');
      }
    }
    return undefined;
  };
  /** Throws the fault that ended the stream, once and behind its last byte: who reads on finds the end. */
  const tell = (): void => {
    const told = fault;
    fault = undefined;
    if (told !== undefined) throw told;
  };
  const gather = async (wanted: number): Promise<number> => {
    let have = held.length - start;
    if (have >= wanted || ended) return have;
    const parts = have > 0 ? [held.subarray(start)] : [];
    while (have < wanted) {
      const next = await pull();
      if (!next) break;
      parts.push(next);
      have += next.length;
    }
    held = parts.length === 1 ? (parts[0] ?? EMPTY) : Buffer.concat(parts);
    start = 0;
    return have;
  };

  const source: ByteSource = {
    offset: () => offset,
    window: () => held.subarray(start),
    async fill(wanted) {
      const have = await gather(wanted);
      if (have === 0) tell();
      return have;
    },
    consume(count) {
      const end = Math.min(held.length, start + count);
      const taken = held.subarray(start, end);
      start = end;
      offset += taken.length;
      return taken;
    },
    async piece(most) {
      if (held.length - start < most && (await gather(most)) === 0) tell();
      return source.consume(most);
    },
    async take(count) {
      if (held.length - start < count && (await source.fill(count)) < count) {
        tell();
        throw truncated(count, offset);
      }
      return source.consume(count);
    },
    async *chunks(count) {
      for (let left = count; left > 0; ) {
        const piece = await source.piece(Math.min(left, PIECE));
        if (piece.length === 0) throw truncated(left, offset);
        left -= piece.length;
        yield piece;
      }
    },
    async skip(count) {
      for (let left = count; left > 0; ) {
        if (held.length === start && (await source.fill(1)) === 0) throw truncated(left, offset);
        left -= source.consume(left).length;
      }
    },
    async *rest() {
      for (let piece = await source.piece(PIECE); piece.length > 0; piece = await source.piece(PIECE)) yield piece;
    },
    unread(bytes) {
      held = bytes.length > 0 ? Buffer.concat([bytes, held.subarray(start)]) : held.subarray(start);
      start = 0;
      offset -= bytes.length;
    },
  };
  return source;
};

const truncated = (missing: number, offset: number): Malformed =>
  new Malformed('truncated', `the file ends where ${missing} more bytes are needed`, offset);
