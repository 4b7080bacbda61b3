import { sha256 } from '../../../shared/kernel/canonical.ts';
import type { Documents } from '../../../shared/storage/ports.ts';

/** Documents in memory; what is not there is an error, as it is in the bucket. */
export const memoryDocuments = (): Documents => {
  const kept = new Map<string, string>();
  return {
    async keepJson(value) {
      const body = JSON.stringify(value);
      const digest = sha256(body);
      kept.set(digest, body);
      return digest;
    },
    async json(digest) {
      const body = kept.get(digest);
      if (body === undefined) throw new Error(`there is no document ${digest}`);
      return JSON.parse(body);
    },
    put: async (key, body) => void kept.set(key, body),
    text: async (key) => kept.get(key),
  };
};
