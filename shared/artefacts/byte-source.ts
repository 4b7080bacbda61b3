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
  /** The same in pieces as they are at hand, of which another source is made. @throws Malformed `truncated` */
  stream(count: number): AsyncGenerator<Buffer>;
  /** Passes over this many. @throws Malformed `truncated` */
  skip(count: number): Promise<void>;
  /** Everything that is left, in pieces. */
  rest(): AsyncGenerator<Buffer>;
  /** Puts back the last bytes handed out. */
  unread(bytes: Buffer): void;
}

const EMPTY: Buffer = Buffer.alloc(0);
const PIECE = 2 ** 17;
/** So many bytes of a piece at least are joined with what was left of the one before. */
const JOINED = 256;

export const byteSource = (stream: AsyncIterable<Uint8Array>): ByteSource => {
  const iterator = stream[Symbol.asyncIterator]();
  let held = EMPTY;
  let start = 0;
  /** The last piece, where only its beginning was copied to the end of what is held; and where that begins there. */
  let last: Buffer | undefined;
  let lastAt = 0;
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
  /** Goes over to the last piece itself once all before it was handed out. */
  const goOver = (): void => {
    if (!last || start < lastAt) return;
    held = last;
    start -= lastAt;
    last = undefined;
  };
  const gather = async (wanted: number): Promise<number> => {
    goOver();
    let have = held.length - start;
    if (have >= wanted) return have;
    const parts = have > 0 ? [held.subarray(start)] : [];
    for (let next = last?.subarray(held.length - lastAt) ?? (await pull()); next; next = await pull()) {
      parts.push(next);
      have += next.length;
      if (have >= wanted) break;
    }
    join(parts, have, wanted);
    return held.length;
  };
  /**
   * Copies as much of the new piece as is wanted, beside what was left: who always wants as much at hand then has it until
   * the new piece itself is reached. More would be in vain: pieces are large, and what is left of one is mostly small.
   */
  const join = (parts: readonly Buffer[], have: number, wanted: number): void => {
    const [newest = EMPTY] = parts.slice(-1);
    const before = have - newest.length;
    const needed = Math.max(wanted, JOINED);
    const part = before > 0 && needed < newest.length;
    held = before === 0 ? newest : Buffer.concat([...parts.slice(0, -1), part ? newest.subarray(0, needed) : newest]);
    last = part ? newest : undefined;
    lastAt = before;
    start = 0;
  };

  const source: ByteSource = {
    offset: () => offset,
    window() {
      goOver();
      return held.subarray(start);
    },
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
    async *stream(count) {
      for (let left = count; left > 0; ) {
        if (held.length === start && (await source.fill(1)) === 0) throw truncated(left, offset);
        const piece = source.consume(left);
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
      goOver();
      held = bytes.length > 0 ? Buffer.concat([bytes, held.subarray(start)]) : held.subarray(start);
      lastAt += bytes.length - start;
      start = 0;
      offset -= bytes.length;
    },
  };
  return source;
};

const truncated = (missing: number, offset: number): Malformed =>
  new Malformed('truncated', `the file ends where ${missing} more bytes are needed`, offset);
