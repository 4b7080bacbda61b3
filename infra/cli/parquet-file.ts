import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { UnreadableParquet } from '../../shared/parquet/errors.ts';
import { openParquet, type ParquetTable } from '../../shared/parquet/parquet.ts';
import { looksLikeParquet, type RandomAccess } from '../../shared/parquet/random-access.ts';
import { Complaint } from './terminal.ts';

/** Whether this is a Parquet file. Its first bytes decide; a name that says otherwise is complained of. */
export const isParquet = (path: string, beginning: Uint8Array): boolean => {
  const [named, is] = [/\.(parquet|pq)$/i.test(path), looksLikeParquet(beginning)];
  if (named && !is && beginning.length > 0)
    throw new Complaint(`${path} is named like Parquet, but does not begin as Parquet does.`);
  if (is && /\.(csv|tsv|txt|jsonl|ndjson|json)$/i.test(path))
    throw new Complaint(`${path} is Parquet, but is named like text. Give it the ending .parquet.`);
  return is;
};

/** Opens a Parquet file for as long as it is used. Only what is asked for is read. */
export const withParquet = <T>(path: string, use: (table: ParquetTable) => T): T => {
  const file = openSync(path, 'r');
  try {
    return use(openParquet(access(file)));
  } catch (error) {
    if (!(error instanceof UnreadableParquet)) throw error;
    throw new Complaint(`${path}: ${error.message}.${error.expected ? ` Right would be: ${error.expected}.` : ''}`);
  } finally {
    closeSync(file);
  }
};

const access = (file: number): RandomAccess => {
  let room = new Uint8Array(2 ** 18);
  return {
    bytes: fstatSync(file).size,
    read(from, to) {
      const size = to - from;
      if (size > room.length) room = new Uint8Array(2 ** Math.ceil(Math.log2(size)));
      for (let filled = 0; filled < size; ) {
        const read = readSync(file, room, filled, size - filled, from + filled);
        if (read === 0) throw new Complaint('The file became shorter while it was read.');
        filled += read;
      }
      return room.subarray(0, size);
    },
  };
};
