/** A piece of memory seen three ways: byte by byte, four bytes at a time, and as text. */
export interface Source {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly text: Buffer;
  /** Where its first byte lies in the memory of its engine. */
  readonly address: number;
}

/** Readers look up to this far beyond the last byte they were given. */
export const SLACK = 64;

/** A source of so many bytes in `memory`; in memory of its own when left out. */
export const sourceOf = (size: number, memory: ArrayBuffer = new ArrayBuffer(size + SLACK), address = 0): Source => ({
  bytes: new Uint8Array(memory, address, size + SLACK),
  view: new DataView(memory, address, size + SLACK),
  text: Buffer.from(memory, address, size + SLACK),
  address,
});

/** Part of a source as text. */
export const textOf = ({ bytes, text }: Source, from: number, to: number): string => {
  for (let at = from; at < to; at++) if ((bytes[at] as number) >= 0x80) return text.toString('utf8', from, to);
  return text.toString('latin1', from, to);
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const SPACE = 0x20;

/** 1 for the bytes that can end a plain cell: commas, quotes, backslashes, line ends and other control characters. */
export const CELL_ENDS = new Uint8Array(256).fill(1, 0, SPACE);
for (const byte of [QUOTE, BACKSLASH, COMMA]) CELL_ENDS[byte] = 1;
