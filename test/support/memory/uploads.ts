import { Readable } from 'node:stream';
import { sha256 } from '../../../shared/kernel/canonical.ts';
import type { Uploads } from '../../../shared/storage/ports.ts';

export interface MemoryUploads extends Uploads {
  put(key: string, content: string | Uint8Array): void;
  remove(key: string): void;
  /** Keys that were opened, in order. */
  readonly opened: readonly string[];
}

/** The intake bucket in memory. */
export const memoryUploads = (files: Readonly<Record<string, string | Uint8Array>> = {}): MemoryUploads => {
  const kept = new Map(Object.entries(files).map(([key, content]) => [key, Buffer.from(content)]));
  const opened: string[] = [];
  return {
    opened,
    put: (key, content) => void kept.set(key, Buffer.from(content)),
    remove: (key) => void kept.delete(key),
    async read(key) {
      const bytes = kept.get(key);
      opened.push(key);
      return bytes && { content: Readable.from([bytes]), version: sha256(bytes).slice(0, 16) };
    },
    list: async (prefix) =>
      [...kept]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, bytes]) => ({ key, bytes: bytes.length, etag: `"${sha256(bytes).slice(0, 32)}"` }))
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
  };
};
