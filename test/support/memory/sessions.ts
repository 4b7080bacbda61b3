import type { CountTry, Session, Sessions, SignIn, SignIns } from '../../../shared/approval/ports.ts';
import { epochSeconds } from '../../../shared/kernel/clock.ts';

export const memorySessions = (): Sessions & { readonly kept: ReadonlyMap<string, Session> } => {
  const kept = new Map<string, Session>();
  return {
    kept,
    find: async (hash) => kept.get(hash),
    save: async (hash, session) => void kept.set(hash, session),
    remove: async (hash) => void kept.delete(hash),
  };
};

export const memorySignIns = (): SignIns => {
  const kept = new Map<string, SignIn>();
  return {
    save: async (hash, signIn) => void kept.set(hash, signIn),
    take: async (hash) => {
      const signIn = kept.get(hash);
      kept.delete(hash);
      return signIn;
    },
  };
};

export const memoryTries = (): CountTry => {
  const tries = new Map<string, number>();
  return async (key, windowSeconds, now) => {
    const at = `${key} ${Math.floor(epochSeconds(now) / windowSeconds)}`;
    tries.set(at, (tries.get(at) ?? 0) + 1);
    return tries.get(at) ?? 0;
  };
};
