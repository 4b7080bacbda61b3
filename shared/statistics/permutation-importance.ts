/** Numbers in [0, 1) that depend only on the seed (Mulberry32: 32 bits of state, good enough to shuffle, no secret). */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** A copy in an order that depends only on the generator (Fisher-Yates). */
export const shuffled = <T>(values: readonly T[], random: () => number): T[] => {
  const copy = [...values];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
  }
  return copy;
};

/** The rows with one column shuffled: everything the model knew through it is gone, its distribution is not. */
export const permuteColumn = <T>(rows: readonly (readonly T[])[], column: number, seed: number): T[][] => {
  const cells = shuffled(
    rows.map((row) => row[column] as T),
    seeded(seed),
  );
  return rows.map((row, i) => row.map((cell, j) => (j === column ? (cells[i] as T) : cell)));
};
