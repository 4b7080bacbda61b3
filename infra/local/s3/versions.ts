import type { DatabaseSync } from 'node:sqlite';
import type { Piece } from './bodies.ts';
import type { Encryption } from './buckets.ts';
import type { Checksums } from './checksums.ts';
import { inTransaction } from './database.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Until when a version may not be deleted. `until` in ms since 1970. */
export interface Retention {
  readonly mode: string;
  readonly until: number;
}

/** What is kept of an object beside its bytes. */
export interface Content {
  readonly pieces: readonly Piece[];
  /** Such as `content-type`. */
  readonly headers: Readonly<Record<string, string>>;
  /** User metadata, without its `x-amz-meta-`. */
  readonly user: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
  readonly encryption: Encryption;
  readonly checksums: Checksums;
  readonly checksumType: 'FULL_OBJECT' | 'COMPOSITE';
  readonly retention?: Retention;
  readonly legalHold?: boolean;
}

export interface Version {
  readonly bucket: string;
  readonly key: string;
  readonly sequence: number;
  /** `null` where the bucket had no versioning. */
  readonly version: string;
  readonly latest: boolean;
  /** Whether it is a delete marker, which has no content. */
  readonly marker: boolean;
  readonly modified: number;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly content: Content;
}

type NewVersion = Pick<Version, 'bucket' | 'key' | 'version' | 'marker' | 'modified' | 'size' | 'etag'> & {
  readonly content?: Content;
};

interface KeyRange {
  readonly prefix: string;
  /** Leaves out keys before this one. @default none */
  readonly from?: string;
  /** Leaves out this key and those before it. @default none */
  readonly after?: string;
}

export interface Versions {
  /** The latest version of a key, or the one that is named; delete markers too. */
  find(bucket: string, key: string, version?: string): Version | undefined;
  /**
   * Makes a new latest version in one step with what `check` decides about the present one (it refuses by throwing).
   * A version `null` takes the place of the former `null`, whose pieces are then nobody's.
   */
  add(
    version: NewVersion,
    check?: (present: Version | undefined) => void,
  ): { sequence: number; orphans: readonly Piece[] };
  remove(version: Version): void;
  /** The next place in the order of all happenings, as for a deletion that leaves no row. */
  nextSequence(): number;
  setContent(version: Version, content: Content): void;
  /** In the order of S3: by key in UTF-8, newest first. */
  list(bucket: string, range: KeyRange, which: 'latest' | 'all'): Iterable<Version>;
}

export const createVersions = (database: DatabaseSync, now: () => number): Versions => {
  const latest = database.prepare('SELECT * FROM versions WHERE bucket = ? AND key = ? AND latest = 1');
  const named = database.prepare('SELECT * FROM versions WHERE bucket = ? AND key = ? AND version = ?');
  const newest = database.prepare('SELECT * FROM versions WHERE bucket = ? AND key = ? ORDER BY seq DESC LIMIT 1');
  const retire = database.prepare('UPDATE versions SET latest = 0 WHERE bucket = ? AND key = ? AND latest = 1');
  const promote = database.prepare('UPDATE versions SET latest = 1 WHERE bucket = ? AND key = ? AND seq = ?');
  const drop = database.prepare('DELETE FROM versions WHERE bucket = ? AND key = ? AND seq = ?');
  const insert = database.prepare('INSERT INTO versions VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?)');
  const rewrite = database.prepare('UPDATE versions SET content = ? WHERE bucket = ? AND key = ? AND seq = ?');
  const select = (which: 'latest' | 'all') =>
    database.prepare(
      `SELECT * FROM versions WHERE bucket = ? AND key >= ? AND key >= ? AND key > ? ${which === 'latest' ? 'AND latest = 1 AND marker = 0' : ''} ORDER BY key, seq DESC`,
    );

  const last = database.prepare('SELECT max(seq) AS seq FROM versions').get();
  let sequence = Number(last?.seq ?? 0);
  // Microseconds, so that a sequence still grows after a restart that forgot the newest, deleted, version.
  const nextSequence = (): number => {
    sequence = Math.max(sequence + 1, now() * 1000);
    return sequence;
  };
  const find = (bucket: string, key: string, version?: string): Version | undefined => {
    const row = version === undefined ? latest.get(bucket, key) : named.get(bucket, key, version);
    return row && versionOf(row);
  };

  return {
    find,
    nextSequence,
    add: ({ bucket, key, version, marker, modified, size, etag, content }, check) =>
      inTransaction(database, () => {
        check?.(find(bucket, key));
        const replaced = version === 'null' ? find(bucket, key, 'null') : undefined;
        if (replaced) drop.run(bucket, key, replaced.sequence);
        retire.run(bucket, key);
        const next = nextSequence();
        const text = JSON.stringify(content ?? {});
        insert.run(bucket, key, next, version, Number(marker), modified, size, etag, text);
        return { sequence: next, orphans: replaced?.content.pieces ?? [] };
      }),
    remove: ({ bucket, key, sequence: seq, latest: wasLatest }) =>
      inTransaction(database, () => {
        drop.run(bucket, key, seq);
        const heir = wasLatest && newest.get(bucket, key);
        if (heir) promote.run(bucket, key, Number(heir.seq));
      }),
    setContent: ({ bucket, key, sequence: seq }, content) => {
      rewrite.run(JSON.stringify(content), bucket, key, seq);
    },
    list: function* (bucket, { prefix, from = '', after = '' }, which) {
      for (const row of select(which).iterate(bucket, prefix, from, after)) {
        const version = versionOf(row);
        if (!version.key.startsWith(prefix)) return;
        yield version;
      }
    },
  };
};

const versionOf = (row: Record<string, unknown>): Version => ({
  bucket: String(row.bucket),
  key: String(row.key),
  sequence: Number(row.seq),
  version: String(row.version),
  latest: row.latest === 1,
  marker: row.marker === 1,
  modified: Number(row.modified),
  size: Number(row.size),
  etag: String(row.etag),
  content: JSON.parse(String(row.content)) as Content,
});
