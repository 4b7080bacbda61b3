/** Bytes of fixed arguments by opcode (Lib/pickletools.py). */
// biome-ignore format: a table, not a column
const FIXED: Readonly<Record<string, number>> = {
  J: 4, K: 1, M: 2, G: 8, h: 1, j: 4, q: 1, r: 4, '\x80': 1, '\x82': 1, '\x83': 2, '\x84': 4, '\x95': 8,
};
/** Bytes of the length before an argument. */
// biome-ignore format: a table, not a column
export const COUNTED: Readonly<Record<string, number>> = {
  U: 1, T: 4, X: 4, '\x8c': 1, '\x8d': 8, C: 1, B: 4, '\x8e': 8, '\x96': 8, '\x8a': 1, '\x8b': 4,
};
/** How many lines of text follow. */
const LINES: Readonly<Record<string, number>> = { I: 1, L: 1, F: 1, S: 1, V: 1, P: 1, g: 1, p: 1, c: 2, i: 2 };

/** Cuts a pickle into opcodes with their arguments; what cannot be cut stays one piece at the end. */
export const opcodesOf = (bytes: Buffer): Buffer[] => {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const to = pieces.length < 20_000 ? endOf(bytes, at) : bytes.length;
    pieces.push(bytes.subarray(at, to));
    at = to;
  }
  return pieces;
};

const endOf = (bytes: Buffer, at: number): number => {
  const opcode = String.fromCharCode(bytes[at] as number);
  const fixed = FIXED[opcode];
  if (fixed !== undefined) return Math.min(bytes.length, at + 1 + fixed);
  const width = COUNTED[opcode];
  if (width !== undefined) {
    if (at + 1 + width > bytes.length) return bytes.length;
    return Math.min(bytes.length, at + 1 + width + bytes.readUIntLE(at + 1, Math.min(width, 6)));
  }
  let end = at + 1;
  for (let lines = LINES[opcode] ?? 0; lines > 0; lines--) {
    const feed = bytes.indexOf(0x0a, end);
    if (feed < 0) return bytes.length;
    end = feed + 1;
  }
  return end;
};
