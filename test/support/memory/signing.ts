import { generateKeyPairSync, sign, verify } from 'node:crypto';
import type { Signer, VerifySignature } from '../../../shared/approval/ports.ts';

/** A real P-256 key outside KMS: same algorithm, same signature form. */
export const memoryKey = (keyId: string): { readonly signer: Signer; readonly verify: VerifySignature } => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    signer: { keyId, sign: async (message) => sign('sha256', message, privateKey).toString('base64') },
    verify: async (claimed, message, signature) =>
      claimed === keyId && verify('sha256', message, publicKey, Buffer.from(signature, 'base64')),
  };
};
