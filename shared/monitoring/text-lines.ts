import { lineFeed } from './bytes/line-feed.ts';
import { sourceOf } from './bytes/source.ts';

/**
 * Reads files of lines, pieces cut anywhere or single lines, one line at a time: memory does not grow with the files.
 * `tooLong` hears of lines that no record has, beyond 64 MiB.
 */
export const readLines = async (
  pieces: AsyncIterable<Uint8Array | string>,
  take: (line: string) => void,
  tooLong: () => void = () => {},
): Promise<void> => {
  const feed = lineFeed(
    { source: (size) => sourceOf(size) },
    ({ text }, from, to) => {
      for (const line of text.toString('utf8', from, to).split('\n')) take(line);
      return to;
    },
    tooLong,
  );
  for await (const piece of pieces) {
    if (typeof piece === 'string') take(piece);
    else feed.write(piece);
  }
  feed.end();
};
