import { Readable } from 'node:stream';
import { sha256 } from '../../../shared/kernel/canonical.ts';
import { type ContentStore, wholeBytes } from '../../../shared/storage/ports.ts';

export interface MemoryContentStore extends ContentStore {
  /** Keys of everything that is kept. */
  keys(): readonly string[];
  /** Puts other bytes under a key, past every check, as somebody with the bucket's keys could. */
  tamper(key: string, content: string | Uint8Array): void;
}

/** Content under the name of its hash in memory, as strict as the bucket: checked, written once, missing by name. */
export const memoryContentStore = (): MemoryContentStore => {
  const kept = new Map<string, Buffer>();
  return {
    keys: () => [...kept.keys()],
    tamper: (key, content) => void kept.set(key, Buffer.from(content)),
    async keep(content, expected, name) {
      const bytes = await wholeBytes(content);
      const key = `sha256/${expected}/${name}`;
      const found = sha256(bytes);
      if (found !== expected) return { kind: 'differs', sha256: found, key };
      if (!kept.has(key)) kept.set(key, bytes);
      return { kind: 'kept', sha256: expected, key };
    },
    async read(key) {
      const bytes = kept.get(key);
      if (!bytes) throw Object.assign(new Error(`there is no ${key}`), { name: 'NoSuchKey' });
      return Readable.from([bytes]);
    },
  };
};
