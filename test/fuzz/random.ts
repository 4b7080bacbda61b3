/** Chance that can be drawn again from its seed. */
export interface Random {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  pick<T>(choices: readonly T[]): T;
  /** Whether something that happens once in `n` times happens now. */
  oneIn(n: number): boolean;
}

/** Mulberry32: 32 bits of state are enough to choose mutations. */
export const randomFrom = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const random: Random = {
    below: (limit) => next() % Math.max(1, limit),
    pick: (choices) => choices[random.below(choices.length)] as never,
    oneIn: (n) => random.below(n) === 0,
  };
  return random;
};
