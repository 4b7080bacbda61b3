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
}

/** Receives whole lines: from `from` up to, not including, `to`, where the last byte is a line feed. Answers where it stopped. */
export type LineReader = (source: Source, from: number, to: number) => number;

const PIECE = 256 * 1024;
const LF = 0x0a;

/**
 * `tooLong` hears of lines beyond 64 MiB, which are passed over. A reader may stop early to see more of a record that spans
 * lines; `unfinished` hears when the file ends before such a record does.
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
  let [held, skipping] = [0, false];

  const take = (until: number): void => {
    let from = 0;
    if (skipping) {
      const lf = text.subarray(0, until).indexOf(LF);
      if (lf === -1) {
        held = 0;
        return;
      }
      [from, skipping] = [lf + 1, false];
    }
    const last = text.subarray(0, until).lastIndexOf(LF) + 1;
    const stopped = last > from ? read(source, from, last) : from;
    bytes.copyWithin(0, stopped, until);
    held = until - stopped;
    if (held > LONGEST_LINE) {
      [held, skipping] = [0, true];
      tooLong();
    }
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
      if (held === 0) return;
      bytes[held] = LF;
      take(held + 1);
      if (held > 0) unfinished();
      held = 0;
    },
  };
};
