import { Readable } from 'node:stream';
import { sha256 } from '../../../shared/kernel/canonical.ts';
import type { ListedFile, Uploads } from '../../../shared/storage/ports.ts';

export interface MemoryUploads extends Uploads {
  /** Puts a file, now or at another time. Each time it is another version. */
  put(key: string, content: string | Uint8Array, at?: Date): void;
  remove(key: string): void;
  /** Keys that were opened, in order. */
  readonly opened: readonly string[];
}

const THEN = new Date('2026-11-23T09:00:00Z');

/** The intake bucket in memory. */
export const memoryUploads = (files: Readonly<Record<string, string | Uint8Array>> = {}): MemoryUploads => {
  const kept = new Map<string, { bytes: Buffer; at: Date; version: string }>();
  const opened: string[] = [];
  let versions = 0;
  const put: MemoryUploads['put'] = (key, content, at = THEN) => {
    versions += 1;
    kept.set(key, { bytes: Buffer.from(content), at, version: `v${versions}` });
  };
  for (const [key, content] of Object.entries(files)) put(key, content);
  const listed = (within: (key: string) => boolean): readonly ListedFile[] =>
    [...kept]
      .filter(([key]) => within(key))
      .map(([key, { bytes, at }]) => ({ key, bytes: bytes.length, etag: `"${sha256(bytes).slice(0, 32)}"`, at }))
      .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  return {
    opened,
    put,
    remove: (key) => void kept.delete(key),
    async read(key) {
      const file = kept.get(key);
      opened.push(key);
      return file && { content: Readable.from([file.bytes]), version: file.version };
    },
    list: async (prefix) => listed((key) => key.startsWith(prefix)),
    async find(key) {
      const [file] = listed((one) => one === key);
      return file && { ...file, version: kept.get(key)?.version };
    },
    async *walk(except) {
      yield* listed((key) => !except.some((prefix) => key.startsWith(prefix)));
    },
  };
};
