/** A model as its library writes it, of about this many bytes: alike in structure, with numbers made by a generator. */
export type Maker = (bytes: number) => Buffer;

/** Whole numbers below a bound, the same in every run. */
export const numbers = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
};

/** Adds parts until they have this many bytes. */
export const until = (bytes: number, part: (i: number) => string): string => {
  const parts: string[] = [];
  for (let i = 0, length = 0; length < bytes; i++) {
    const next = part(i);
    parts.push(next);
    length += next.length;
  }
  return parts.join('');
};

export const COLUMNS = Array.from({ length: 40 }, (_, i) => `column_${i}`);

/** Decimals as weights are: nearly all bits of the fraction are noise, few of the exponent. */
export const floats = (count: number, below: (bound: number) => number): Buffer => {
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = (below(2 ** 30) / 2 ** 30 - 0.5) * 2;
  return Buffer.from(values.buffer);
};

export const randomBytes = (count: number, below: (bound: number) => number): Buffer => {
  const bytes = Buffer.alloc(count);
  for (let i = 0; i < count; i++) bytes[i] = below(256);
  return bytes;
};
