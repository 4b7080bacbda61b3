/** A piece of memory seen three ways: byte by byte, four bytes at a time, and as text. */
export interface Source {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly text: Buffer;
}

/** Readers look up to this far beyond the last byte they were given. */
export const SLACK = 16;

export const sourceOf = (size: number): Source => {
  const bytes = new Uint8Array(size + SLACK);
  return { bytes, view: new DataView(bytes.buffer), text: Buffer.from(bytes.buffer) };
};

/** Part of a source as text. */
export const textOf = ({ bytes, text }: Source, from: number, to: number): string => {
  for (let at = from; at < to; at++) if ((bytes[at] as number) >= 0x80) return text.toString('utf8', from, to);
  return text.toString('latin1', from, to);
};

/** Whether there is a control character, which JSON forbids inside a string. */
export const hasControl = ({ bytes }: Source, from: number, to: number): boolean => {
  for (let at = from; at < to; at++) if ((bytes[at] as number) < 0x20) return true;
  return false;
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const LF = 0x0a;
const CR = 0x0d;

/** 1 for the bytes that can end a cell. */
export const CELL_ENDS = new Uint8Array(256);
for (const byte of [QUOTE, BACKSLASH, COMMA, LF, CR]) CELL_ENDS[byte] = 1;
