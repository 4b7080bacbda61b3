import { type Engine, LONGEST_LINE } from '../engine/engine.ts';
import type { Source } from './source.ts';

/** Cuts pieces of a file into whole lines. */
export interface LineFeed {
  /** Takes the next bytes, cut anywhere. */
  write(piece: Uint8Array): void;
  /** Room for the next bytes, and how many of it were filled: for readers that can save the copy. */
  room(): Uint8Array;
  filled(bytes: number): void;
  /** The file is over; a last line without an end counts as one. */
  end(): void;
  /** Begins at another place of the file: records that begin within the next so many bytes are wanted, and no others. */
  begin(bytes: number): void;
  /** How many bytes were read since then, up to where the next record begins. */
  taken(): number;
}

/**
 * Receives whole lines: from `from` up to, not including, `to`, where the last byte is a line feed. Reads the records that
 * begin before `stop`. Answers where it stopped.
 */
export type LineReader = (source: Source, from: number, to: number, stop: number) => number;

const PIECE = 256 * 1024;
const LF = 0x0a;

/**
 * `tooLong` hears of records beyond 64 MiB, which are passed over up to the next line. A reader may stop early to see more
 * of a record that spans lines; `unfinished` hears when the file ends before such a record does.
 */
export const lineFeed = (
  engine: Pick<Engine, 'source'>,
  read: LineReader,
  tooLong: () => void,
  unfinished: () => void = () => {},
): LineFeed => {
  // Room for the longest line from the start: memory that nothing is written to costs nothing.
  const source = engine.source(LONGEST_LINE + PIECE);
  const { bytes, text } = source;
  let [held, skipping, taken, wanted] = [0, false, 0, Infinity];

  // Where the next record begins that is not read yet; the bytes from `fresh` on were not seen before.
  const readUpTo = (fresh: number, until: number): number => {
    let from = 0;
    while (taken + from < wanted) {
      if (skipping) {
        const lf = text.subarray(from, until).indexOf(LF);
        if (lf === -1) return until;
        from += lf + 1;
        skipping = false;
        continue;
      }
      // What counts as too long must not depend on how the pieces were cut.
      const unseen = Math.max(from, fresh);
      const whole = unseen + text.subarray(unseen, Math.min(until, from + LONGEST_LINE)).lastIndexOf(LF) + 1;
      const stopped = whole > unseen ? read(source, from, whole, Math.min(whole, wanted - taken)) : from;
      if (until - from <= LONGEST_LINE) return stopped;
      if (stopped === from) {
        tooLong();
        skipping = true;
        from += LONGEST_LINE;
      } else from = stopped;
    }
    return from;
  };

  const take = (until: number): void => {
    const next = readUpTo(held, until);
    bytes.copyWithin(0, next, until);
    held = until - next;
    taken += next;
  };

  return {
    write(piece) {
      for (let from = 0; from < piece.length; from += PIECE) {
        const part = piece.subarray(from, from + PIECE);
        bytes.set(part, held);
        take(held + part.length);
      }
    },
    room: () => bytes.subarray(held, held + PIECE),
    filled: (count) => take(held + count),
    end() {
      if (held === 0 || taken >= wanted) return;
      bytes[held] = LF;
      take(held + 1);
      if (held > 0) unfinished();
      held = 0;
    },
    begin(count) {
      [held, skipping, taken, wanted] = [0, false, 0, count];
    },
    taken: () => taken,
  };
};
