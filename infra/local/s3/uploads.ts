import type { DatabaseSync } from 'node:sqlite';
import { ServiceError } from '../service.ts';
import type { Piece } from './bodies.ts';
import type { Algorithm, Checksums } from './checksums.ts';
import { inTransaction } from './database.ts';
import type { Content } from './versions.ts';

/** What was said about the object when its upload began. */
type UploadContent = Omit<Content, 'pieces' | 'checksums' | 'checksumType'> & {
  readonly algorithm?: Algorithm;
  readonly checksumType: 'FULL_OBJECT' | 'COMPOSITE';
};

export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly started: number;
  readonly content: UploadContent;
}

export interface Part {
  readonly number: number;
  readonly piece: Piece;
  readonly etag: string;
  readonly modified: number;
  readonly checksums: Checksums;
}

/** Multipart uploads that are under way. */
export interface Uploads {
  begin(upload: Upload): void;
  /** @throws ServiceError NoSuchUpload */
  get(bucket: string, key: string, id: string): Upload;
  under(bucket: string, prefix: string): readonly Upload[];
  /** Gives the piece of a part that this one replaces. */
  addPart(upload: Upload, part: Part): Piece | undefined;
  parts(upload: Upload): readonly Part[];
  /** Forgets the upload and its parts, not the files of the parts. */
  end(upload: Upload): void;
}

export const createUploads = (database: DatabaseSync): Uploads => {
  const insert = database.prepare('INSERT INTO uploads VALUES (?, ?, ?, ?, ?)');
  const one = database.prepare('SELECT * FROM uploads WHERE bucket = ? AND key = ? AND id = ?');
  const all = database.prepare('SELECT * FROM uploads WHERE bucket = ? ORDER BY key, started');
  const part = database.prepare('SELECT * FROM parts WHERE upload = ? AND number = ?');
  const parts = database.prepare('SELECT * FROM parts WHERE upload = ? ORDER BY number');
  const putPart = database.prepare('INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?, ?, ?)');
  const dropParts = database.prepare('DELETE FROM parts WHERE upload = ?');
  const drop = database.prepare('DELETE FROM uploads WHERE id = ?');

  const get = (bucket: string, key: string, id: string): Upload => {
    const row = one.get(bucket, key, id);
    if (row) return uploadOf(row);
    throw new ServiceError(
      'NoSuchUpload',
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      404,
      { UploadId: id },
    );
  };
  return {
    begin: ({ id, bucket, key, started, content }) => {
      insert.run(id, bucket, key, started, JSON.stringify(content));
    },
    get,
    under: (bucket, prefix) =>
      all
        .all(bucket)
        .map(uploadOf)
        .filter(({ key }) => key.startsWith(prefix)),
    addPart: ({ bucket, key, id }, { number, piece, etag, modified, checksums }) =>
      inTransaction(database, () => {
        get(bucket, key, id);
        const before = part.get(id, number);
        putPart.run(id, number, piece.id, piece.size, etag, modified, JSON.stringify(checksums));
        return before && partOf(before).piece;
      }),
    parts: ({ id }) => parts.all(id).map(partOf),
    end: ({ id }) =>
      inTransaction(database, () => {
        dropParts.run(id);
        drop.run(id);
      }),
  };
};

const uploadOf = (row: Record<string, unknown>): Upload => ({
  id: String(row.id),
  bucket: String(row.bucket),
  key: String(row.key),
  started: Number(row.started),
  content: JSON.parse(String(row.content)) as UploadContent,
});

const partOf = (row: Record<string, unknown>): Part => ({
  number: Number(row.number),
  piece: { id: String(row.piece), size: Number(row.size) },
  etag: String(row.etag),
  modified: Number(row.modified),
  checksums: JSON.parse(String(row.checksums)) as Checksums,
});
