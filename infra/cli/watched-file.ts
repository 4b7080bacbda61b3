import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { harmless } from './terminal.ts';

/** Seconds of silence before a person is told how far the reading is. */
const PATIENCE = 2;

/** The bytes of a file; a person who waits for long sees on the error stream how far it is. */
export async function* watchedFile(file: string): AsyncGenerator<Buffer> {
  const told = process.stderr.isTTY;
  const found = await stat(file);
  // A pipe or a device would be read without end.
  if (!found.isFile()) throw new Error('it is no regular file');
  const { size } = found;
  let [next, read, shown] = [Date.now() + PATIENCE * 1000, 0, false];
  try {
    for await (const piece of createReadStream(file, { highWaterMark: 2 ** 18 })) {
      yield piece as Buffer;
      read += (piece as Buffer).length;
      if (!told || Date.now() < next) continue;
      next = Date.now() + 500;
      shown = true;
      process.stderr.write(
        `\r${harmless(path.basename(file)).slice(0, 40)}: ${Math.floor((100 * read) / size)} % of ${megabytes(size)}`,
      );
    }
  } finally {
    if (shown) process.stderr.write('\r\x1b[K');
  }
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;
