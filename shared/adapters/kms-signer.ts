import { createHash } from 'node:crypto';
import { type KMSClient, KMSInvalidSignatureException, SignCommand, VerifyCommand } from '@aws-sdk/client-kms';
import type { Signer, VerifySignature } from '../approval/ports.ts';
import { AppError } from '../kernel/errors.ts';

/** KMS answered without a signature. */
class NotSigned extends AppError {
  override readonly name = 'NotSigned';
  constructor(keyId: string) {
    super(`${keyId} gave no signature`, { keyId });
  }
}

// KMS takes messages of up to 4,096 bytes; a statement with long comments is longer, so it gets the digest.
const digested = (message: Uint8Array) =>
  ({
    Message: createHash('sha256').update(message).digest(),
    MessageType: 'DIGEST',
    SigningAlgorithm: 'ECDSA_SHA_256',
  }) as const;

/**
 * Signs with an asymmetric KMS key (ECC_NIST_P256): the private half never leaves KMS. The client is made at the first
 * signature: most looks at a request need none.
 */
export const kmsSigner = (client: () => KMSClient, keyArn: string): Signer => ({
  keyId: keyArn,
  async sign(message) {
    const { Signature } = await client().send(new SignCommand({ KeyId: keyArn, ...digested(message) }));
    if (!Signature) throw new NotSigned(keyArn);
    return Buffer.from(Signature).toString('base64');
  },
});

/** Verifies with one pinned key; whatever claims another key does not verify. */
export const kmsVerifier =
  (client: () => KMSClient, keyArn: string): VerifySignature =>
  async (keyId, message, signature) => {
    if (keyId !== keyArn) return false;
    try {
      const { SignatureValid } = await client().send(
        new VerifyCommand({ KeyId: keyArn, ...digested(message), Signature: Buffer.from(signature, 'base64') }),
      );
      return SignatureValid === true;
    } catch (error) {
      if (error instanceof KMSInvalidSignatureException || (error as Error).name === 'KMSInvalidSignatureException')
        return false;
      throw error;
    }
  };
