import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, openSync } from 'node:fs';
import { copyFile, link, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Algorithm, type Checksums, newChecksum } from './checksums.ts';

/** One file of a body. A body has several when it was uploaded in parts: completing an upload copies nothing. */
export interface Piece {
  readonly id: string;
  readonly size: number;
}

export interface Written {
  readonly piece: Piece;
  readonly md5: Buffer;
  readonly checksums: Checksums;
}

export interface Bodies {
  /** Streams to a new file; memory stays flat whatever the size. A failed stream leaves no file. */
  write(from: Readable, algorithms: readonly Algorithm[]): Promise<Written>;
  /** Bytes `start` to `end`, both included. Opened at once, so that a deletion in between does no harm. */
  read(pieces: readonly Piece[], start: number, end: number): Readable;
  /** Reads a body to its end for the sums of the whole. */
  measure(pieces: readonly Piece[], algorithms: readonly Algorithm[]): Promise<Omit<Written, 'piece'>>;
  copy(pieces: readonly Piece[]): Promise<readonly Piece[]>;
  remove(pieces: readonly Piece[]): Promise<void>;
}

export const createBodies = (folder: string): Bodies => {
  mkdirSync(folder, { recursive: true });
  const fileOf = (id: string): string => path.join(folder, id.slice(0, 2), id);
  // At once, not later: a stream that fails before somebody listens to it would end the process.
  const newFile = (): { id: string; file: string } => {
    const id = randomUUID();
    const file = fileOf(id);
    mkdirSync(path.dirname(file), { recursive: true });
    return { id, file };
  };

  const bodies: Bodies = {
    write: async (from, algorithms) => {
      const { id, file } = newFile();
      const measured = measuring(algorithms);
      try {
        await pipeline(from, measured.stream, createWriteStream(file));
      } catch (error) {
        await rm(file, { force: true });
        throw error;
      }
      const { size, md5, checksums } = measured.result();
      return { piece: { id, size }, md5, checksums };
    },
    read: (pieces, start, end) => {
      const wanted = sectionsOf(pieces, start, end);
      const [only] = wanted;
      if (wanted.length > 1 || !only) return Readable.from(inTurn(wanted, fileOf), { objectMode: false });
      return createReadStream('', { fd: openSync(fileOf(only.id), 'r'), start: only.start, end: only.end });
    },
    measure: async (pieces, algorithms) => {
      const { stream, result } = measuring(algorithms);
      await pipeline(bodies.read(pieces, 0, Number.POSITIVE_INFINITY), stream.resume());
      return result();
    },
    copy: (pieces) =>
      Promise.all(
        pieces.map(async ({ id, size }) => {
          const made = newFile();
          // Files never change once written, so a second name for the same bytes is a copy.
          await link(fileOf(id), made.file).catch(() => copyFile(fileOf(id), made.file));
          return { id: made.id, size };
        }),
      ),
    remove: async (pieces) => {
      await Promise.all(pieces.map(({ id }) => rm(fileOf(id), { force: true })));
    },
  };
  return bodies;
};

const measuring = (algorithms: readonly Algorithm[]) => {
  const md5 = createHash('md5');
  const checksums = algorithms.map((algorithm) => ({ algorithm, checksum: newChecksum(algorithm) }));
  let size = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      md5.update(chunk);
      for (const { checksum } of checksums) checksum.update(chunk);
      done(null, chunk);
    },
  });
  const result = () => ({
    size,
    md5: md5.digest(),
    checksums: Object.fromEntries(
      checksums.map(({ algorithm, checksum }) => [algorithm, checksum.digest().toString('base64')]),
    ) as Checksums,
  });
  return { stream, result };
};

interface Section {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

const sectionsOf = (pieces: readonly Piece[], start: number, end: number): readonly Section[] => {
  let offset = 0;
  return pieces.flatMap(({ id, size }) => {
    const from = Math.max(start - offset, 0);
    const to = Math.min(end - offset, size - 1);
    offset += size;
    return from <= to ? [{ id, start: from, end: to }] : [];
  });
};

async function* inTurn(sections: readonly Section[], fileOf: (id: string) => string): AsyncGenerator<Buffer> {
  for (const { id, start, end } of sections) yield* createReadStream(fileOf(id), { start, end });
}
