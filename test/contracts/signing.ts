import { describe, expect, it } from 'vitest';
import type { Signer, VerifySignature } from '../../shared/approval/ports.ts';

/** What every pair of signer and verifier must do. */
export const signingContract = (
  name: string,
  create: () => Promise<{ readonly signer: Signer; readonly verify: VerifySignature }>,
): void => {
  describe(`signing: ${name}`, () => {
    const message = Buffer.from('DSSEv1 2 ab 3 {"a":1}');

    it('verifies what it signed, however long', async () => {
      const { signer, verify } = await create();
      for (const signed of [message, Buffer.alloc(20_000, 7), Buffer.alloc(0)])
        expect(await verify(signer.keyId, signed, await signer.sign(signed))).toBe(true);
    });

    it('does not verify another message, another key, or what is no signature', async () => {
      const { signer, verify } = await create();
      const signature = await signer.sign(message);
      expect(await verify(signer.keyId, Buffer.concat([message, Buffer.from(' ')]), signature)).toBe(false);
      expect(await verify('another key', message, signature)).toBe(false);
      expect(await verify(signer.keyId, message, Buffer.from('no signature').toString('base64'))).toBe(false);
    });
  });
};
