import type { Readable } from 'node:stream';
import type { Sha256, UploadedFile } from '../registry/schema.ts';

/** A file as a listing shows it. The ETag changes with the bytes, but is no digest (multipart uploads). */
export interface ListedFile {
  readonly key: string;
  readonly bytes: number;
  readonly etag: string;
  /** When it was put there. */
  readonly at: Date;
}

/** A file, and which version of it its key holds. */
export interface FoundFile extends ListedFile {
  readonly version?: string | undefined;
}

/** An upload, and which version of it: teams may put another under the same key at any time. */
interface Upload {
  readonly content: Readable;
  readonly version?: string | undefined;
}

/** The intake: what teams uploaded. Read only. */
export interface Uploads {
  /** `undefined` when there is no such file. */
  read(key: string): Promise<Upload | undefined>;
  list(prefix: string): Promise<readonly ListedFile[]>;
  /** What a key holds now, without reading it; `undefined` when there is no such file. */
  find(key: string): Promise<FoundFile | undefined>;
  /** Every file but those under the given prefixes, in the order of their keys. */
  walk(except: readonly string[]): AsyncIterable<ListedFile>;
}

/** What lies in a content store, for those who only read it. */
export interface StoredContent {
  read(key: string): Promise<Readable>;
}

/** Bytes under the name of their own hash, written once and never again. */
export interface ContentStore extends StoredContent {
  /**
   * Stores the stream under `sha256/<expected>/<name>` if it hashes to `expected`; otherwise stores nothing.
   * Content that is there already is not written again.
   */
  keep(
    content: Readable,
    expected: Sha256,
    name: string,
    bytes: number,
  ): Promise<{ readonly kind: 'kept' | 'differs'; readonly sha256: Sha256; readonly key: string }>;
}

/** What the gate said, left on the bytes themselves: whoever may read a store reads only what the marks let out. */
export interface VerdictMarks {
  /** Opens stored files to those who serve and decide. They are closed before, and stay so when this never happens. */
  accept(keys: readonly string[]): Promise<void>;
  /** Closes an upload to everybody but the gate and security. One that is gone already is passed over. */
  quarantine(upload: UploadedFile): Promise<void>;
}

/** Reports and other documents. */
export interface Documents {
  /** Stores a JSON document under its own digest and returns that. */
  keepJson(value: unknown): Promise<Sha256>;
  json(sha256: Sha256): Promise<unknown>;
  put(key: string, body: string, contentType: string): Promise<void>;
  text(key: string): Promise<string | undefined>;
}

/** Reads a stream whole. For documents and small data sets only; models are streamed. */
export const wholeBytes = async (stream: Readable): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts);
};
