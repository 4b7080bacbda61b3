import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ServiceError } from '../service.ts';
import type { Key } from './keys.ts';

export type EncryptionContext = Readonly<Record<string, string>>;

/** Layout of a ciphertext: one byte version, 16 the key's id, 12 nonce, 16 tag, then AES-256-GCM. */
const VERSION = 1;
const AT = { id: 1, nonce: 17, tag: 29, text: 45 };

const invalid = () => new ServiceError('InvalidCiphertextException', 'The ciphertext is not valid.');

/** The context is authenticated, not hidden. Its order does not matter. */
const boundTo = (context: EncryptionContext): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))));

export const encrypt = (key: Key, plaintext: Buffer, context: EncryptionContext): Buffer => {
  const nonce = randomBytes(AT.tag - AT.nonce);
  const cipher = createCipheriv('aes-256-gcm', key.material, nonce).setAAD(boundTo(context));
  const text = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const id = Buffer.from(key.id.replaceAll('-', ''), 'hex');
  return Buffer.concat([Buffer.from([VERSION]), id, nonce, cipher.getAuthTag(), text]);
};

/** The id of the key that a ciphertext was made with. @throws ServiceError InvalidCiphertextException */
export const keyIdIn = (ciphertext: Buffer): string => {
  if (ciphertext[0] !== VERSION || ciphertext.length < AT.text) throw invalid();
  const hex = ciphertext.toString('hex', AT.id, AT.nonce);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

/** @throws ServiceError InvalidCiphertextException when it was tampered with, or the context is another one */
export const decrypt = (key: Key, ciphertext: Buffer, context: EncryptionContext): Buffer => {
  if (keyIdIn(ciphertext) !== key.id) throw invalid();
  const decipher = createDecipheriv('aes-256-gcm', key.material, ciphertext.subarray(AT.nonce, AT.tag))
    .setAAD(boundTo(context))
    .setAuthTag(ciphertext.subarray(AT.tag, AT.text));
  try {
    return Buffer.concat([decipher.update(ciphertext.subarray(AT.text)), decipher.final()]);
  } catch {
    throw invalid();
  }
};
