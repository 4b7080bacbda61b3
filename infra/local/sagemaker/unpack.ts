import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type Entry, entriesOf } from './tar.ts';

/** An archive that unpacks to more is not served here: a small one can hold a bomb. */
const LARGEST = 5 * 1024 ** 3;
const MOST_ENTRIES = 10_000;

/** Unpacks a `model.tar.gz` into a folder. @throws Error when it is no such archive, or would write outside the folder */
export const unpack = async (archive: Readable, folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  let bytes = 0;
  let count = 0;
  const read = async (unzipped: AsyncIterable<Buffer>) => {
    for await (const entry of entriesOf(Readable.from(unzipped, { objectMode: false }))) {
      bytes += entry.size;
      count += 1;
      if (bytes > LARGEST || count > MOST_ENTRIES) throw new Error('the archive unpacks to more than a model may be');
      await write(entry, placeFor(entry, folder));
    }
  };
  await pipeline(archive, createGunzip(), read);
};

const write = async (entry: Entry, target: string): Promise<void> => {
  if (entry.kind === 'folder') {
    await mkdir(target, { recursive: true });
    return;
  }
  await mkdir(path.dirname(target), { recursive: true });
  // `wx`: an entry may not write over an earlier one.
  await pipeline(entry.content, createWriteStream(target, { flags: 'wx', mode: 0o600 }));
};

const placeFor = ({ path: name, kind }: Entry, folder: string): string => {
  const shown = JSON.stringify(name.slice(0, 200));
  if (kind === 'link' || kind === 'other') throw new Error(`the archive's entry ${shown} is a link or a device`);
  const target = path.resolve(folder, name);
  const inside = target === path.resolve(folder) || target.startsWith(path.resolve(folder) + path.sep);
  if (!inside || path.isAbsolute(name) || /[\\\0]/.test(name))
    throw new Error(`the archive's entry ${shown} lies outside the archive`);
  return target;
};
