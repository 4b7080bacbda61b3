import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** A line of a log may be so long; what is longer is cut into several, as CloudWatch's limit of 256 KB would. */
const longest = 256 * 1024;

/** Calls `take` for each line, at once: no line waits for the next turn of the event loop. */
export const readLines = (stream: Readable, take: (line: string) => void): void => {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const cut = () => {
    let from = 0;
    for (let at = rest.indexOf('\n'); at >= 0; at = rest.indexOf('\n', from)) {
      take(rest.slice(from, at));
      from = at + 1;
    }
    rest = rest.slice(from);
    for (; rest.length > longest; rest = rest.slice(longest)) take(rest.slice(0, longest));
  };
  stream.on('data', (chunk: Buffer) => {
    rest += decoder.write(chunk);
    cut();
  });
  stream.on('end', () => {
    if (rest !== '') take(rest);
    rest = '';
  });
};
