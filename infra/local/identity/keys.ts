import { generateKeyPair, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

export interface ProviderKeys {
  readonly jwks: { readonly keys: readonly Record<string, unknown>[] };
  readonly cookieKeys: readonly string[];
}

/** The provider's signing key (RS256) and cookie keys: made at the first start, kept in the data folder, readable by the owner only. */
export const loadKeys = async (folder: string): Promise<ProviderKeys> => {
  const file = path.join(folder, 'identity-keys.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ProviderKeys;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const kid = randomBytes(8).toString('hex');
  const keys: ProviderKeys = {
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }] },
    cookieKeys: [randomBytes(32).toString('hex')],
  };
  await mkdir(folder, { recursive: true });
  await writeFile(file, JSON.stringify(keys), { mode: 0o600 });
  return keys;
};
