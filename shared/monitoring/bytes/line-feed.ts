import { SLACK, type Source, sourceOf } from './source.ts';

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
const LONGEST = 64 * 1024 * 1024;
const LF = 0x0a;

/**
 * `tooLong` hears of lines beyond 64 MiB, which are passed over. A reader may stop early to see more of a record that spans
 * lines; `unfinished` hears when the file ends before such a record does.
 */
export const lineFeed = (read: LineReader, tooLong: () => void, unfinished: () => void = () => {}): LineFeed => {
  let source = sourceOf(2 * PIECE);
  let [held, skipping] = [0, false];
  const size = () => source.bytes.length - SLACK;

  const take = (until: number): void => {
    let from = 0;
    if (skipping) {
      const lf = source.text.subarray(0, until).indexOf(LF);
      if (lf === -1) {
        held = 0;
        return;
      }
      [from, skipping] = [lf + 1, false];
    }
    const last = source.text.subarray(0, until).lastIndexOf(LF) + 1;
    const stopped = last > from ? read(source, from, last) : from;
    source.bytes.copyWithin(0, stopped, until);
    held = until - stopped;
    if (held > LONGEST) {
      [held, skipping] = [0, true];
      tooLong();
    }
  };

  const makeRoom = (): void => {
    if (size() - held >= PIECE) return;
    const larger = sourceOf(2 * (held + PIECE));
    larger.bytes.set(source.bytes.subarray(0, held));
    source = larger;
  };

  return {
    write(piece) {
      for (let from = 0; from < piece.length; from += PIECE) {
        makeRoom();
        const part = piece.subarray(from, from + PIECE);
        source.bytes.set(part, held);
        take(held + part.length);
      }
    },
    room() {
      makeRoom();
      return source.bytes.subarray(held, held + PIECE);
    },
    filled: (bytes) => take(held + bytes),
    end() {
      if (held === 0) return;
      makeRoom();
      source.bytes[held] = LF;
      take(held + 1);
      if (held > 0) unfinished();
      held = 0;
    },
  };
};
