import type { Random } from '../random.ts';

/**
 * Changes bytes in one way; `undefined` when they have nothing that it could change. `other` is another file of the same
 * parser, to take pieces from.
 */
export type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Buffer | undefined;

/** Tries the mutations in a random order until one finds something to change. */
export const anyOf =
  (mutations: readonly Mutation[]): Mutation =>
  (bytes, random, other) => {
    const start = random.below(mutations.length);
    for (let i = 0; i < mutations.length; i++) {
      const changed = mutations[(start + i) % mutations.length]?.(bytes, random, other);
      if (changed) return changed;
    }
    return undefined;
  };
