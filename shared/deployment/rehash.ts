import { createHash } from 'node:crypto';
import type { StoredFile } from '../registry/schema.ts';
import type { StoredContent } from '../storage/ports.ts';
import { BytesChanged } from './errors.ts';

/** Reads a stored file once more and holds it against its recorded hash. @throws BytesChanged */
export const rehash = async (artefacts: StoredContent, file: StoredFile): Promise<void> => {
  const hash = createHash('sha256');
  for await (const part of await artefacts.read(file.key)) hash.update(part as Uint8Array);
  const found = hash.digest('hex');
  if (found !== file.sha256) throw new BytesChanged(file.key, file.sha256, found);
};
