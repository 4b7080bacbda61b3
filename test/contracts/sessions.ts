import { describe, expect, it } from 'vitest';
import type { CountTry, Sessions, SignIns } from '../../shared/approval/ports.ts';
import { aSession, later, NOW } from '../support/approval.ts';

export interface SessionsUnderTest {
  readonly sessions: Sessions;
  readonly signIns: SignIns;
  readonly countTry: CountTry;
}

/** What every store of sessions, sign-ins and tries must do. */
export const sessionsContract = (name: string, create: () => Promise<SessionsUnderTest>): void => {
  describe(`sessions: ${name}`, () => {
    it('keeps a session until it is removed', async () => {
      const { sessions } = await create();
      await sessions.save('hash-1', aSession('rosa'));
      expect(await sessions.find('hash-1')).toEqual(aSession('rosa'));
      await sessions.remove('hash-1');
      expect(await sessions.find('hash-1')).toBeUndefined();
      await sessions.remove('hash-1');
    });

    it('gives a sign-in away once, to one of many who ask', async () => {
      const { signIns } = await create();
      const signIn = { verifier: 'v', nonce: 'n', next: '/', expiresAt: 2_000_000_000 };
      await signIns.save('state-1', signIn);
      const taken = await Promise.all(Array.from({ length: 5 }, () => signIns.take('state-1')));
      expect(taken.filter((one) => one !== undefined)).toEqual([signIn]);
      expect(await signIns.take('never')).toBeUndefined();
    });

    it('counts tries of one key in one window', async () => {
      const { countTry } = await create();
      const counts = await Promise.all(Array.from({ length: 20 }, () => countTry('person#rosa', 60, NOW)));
      expect(Math.max(...counts)).toBe(20);
      expect(new Set(counts).size).toBe(20);
      expect(await countTry('person#tom', 60, NOW)).toBe(1);
      expect(await countTry('person#rosa', 60, later(120))).toBe(1);
    });
  });
};
