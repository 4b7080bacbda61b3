import { dictionaryPage, page, varint, whole } from './parquet-file.ts';

/** A run of one number repeated, or of numbers packed bit by bit, filled up to eight. */
type Run =
  | { readonly kind: 'repeated'; readonly value: number; readonly count: number }
  | { readonly kind: 'packed'; readonly values: readonly number[] };

const littleEndian = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) % 256);

/** Runs as the RLE and bit-packing hybrid has them. */
export const hybrid = (runs: readonly Run[], width: number): number[] =>
  runs.flatMap((run) => {
    if (run.kind === 'repeated') return [...varint(run.count * 2), ...littleEndian(run.value, Math.ceil(width / 8))];
    const groups = Math.ceil(run.values.length / 8);
    const bytes = new Array<number>(groups * width).fill(0);
    for (const [i, value] of run.values.entries())
      for (let bit = 0; bit < width; bit++) {
        const at = i * width + bit;
        bytes[at >> 3] = (bytes[at >> 3] as number) | (((value >> bit) & 1) << (at & 7));
      }
    return [...varint(groups * 2 + 1), ...bytes];
  });

/** The numbers as runs: repeated where eight or more are alike, else packed by so many. */
export const runsOf = (values: readonly number[], most = 504): Run[] => {
  const runs: Run[] = [];
  for (let at = 0; at < values.length; ) {
    let alike = 1;
    while (values[at + alike] === values[at]) alike++;
    const isLast = at + most >= values.length;
    if (alike >= 8) runs.push({ kind: 'repeated', value: values[at] as number, count: alike });
    else runs.push({ kind: 'packed', values: values.slice(at, isLast ? undefined : at + most) });
    at += alike >= 8 ? alike : most;
  }
  return runs;
};

/** A block of Snappy, with a copy wherever four bytes or more came before. */
export const snappy = (bytes: readonly number[]): number[] => {
  const packed = varint(bytes.length);
  const seen = new Map<string, number>();
  let literal: number[] = [];
  const flush = (): void => {
    for (let from = 0; from < literal.length; from += 60) {
      const part = literal.slice(from, from + 60);
      packed.push((part.length - 1) << 2, ...part);
    }
    literal = [];
  };
  for (let at = 0; at < bytes.length; ) {
    const key = bytes.slice(at, at + 4).join();
    const before = at + 4 <= bytes.length ? seen.get(key) : undefined;
    seen.set(key, at);
    if (before === undefined || at - before > 65_535) {
      literal.push(bytes[at++] as number);
      continue;
    }
    let length = 4;
    while (length < 64 && at + length < bytes.length && bytes[before + length] === bytes[at + length]) length++;
    flush();
    packed.push(((length - 1) << 2) | 2, ...littleEndian(at - before, 2));
    at += length;
  }
  flush();
  return packed;
};

const PLAIN = 0;
const DICTIONARY = 8;

/** A column of cells in pages of so many rows, as a file holds it; words and numbers by a dictionary where it is wanted. */
export const storedColumn = (
  cells: readonly (number | string | null)[],
  { rows, dictionary, packed }: { readonly rows: number; readonly dictionary: boolean; readonly packed: boolean },
): { pages: number[]; type: number; optional: true; converted?: number; codec: number } => {
  const isText = cells.some((cell) => typeof cell === 'string');
  const stored = (cell: number | string) =>
    typeof cell === 'string'
      ? [...littleEndian(Buffer.byteLength(cell), 4), ...Buffer.from(cell)]
      : [...new Uint8Array(Float64Array.of(cell).buffer)];
  const shut = (bytes: readonly number[]) => (packed ? snappy(bytes) : bytes);
  const over = (bytes: readonly number[]) => ({ 2: whole(bytes.length) });
  const keyOf = (cell: number | string) => (Object.is(cell, -0) ? '-0' : cell);
  const distinct = new Map(cells.filter((cell) => cell !== null).map((cell) => [keyOf(cell), cell]));
  const places = new Map([...distinct.keys()].map((key, i) => [key, i]));
  const width = Math.max(1, Math.ceil(Math.log2(Math.max(1, distinct.size))));
  const pages: number[] = [];
  if (dictionary) {
    const words = [...distinct.values()].flatMap(stored);
    pages.push(...dictionaryPage(distinct.size, shut(words), over(words)));
  }
  for (let from = 0; from < cells.length; from += rows) {
    const part = cells.slice(from, from + rows);
    const present = part.filter((cell) => cell !== null);
    const levels = hybrid(runsOf(part.map((cell) => Number(cell !== null))), 1);
    const values = dictionary
      ? [width, ...hybrid(runsOf(present.map((cell) => places.get(keyOf(cell)) as number)), width)]
      : present.flatMap(stored);
    const content = [...littleEndian(levels.length, 4), ...levels, ...values];
    pages.push(...page(part.length, dictionary ? DICTIONARY : PLAIN, shut(content), over(content)));
  }
  return { pages, type: isText ? 6 : 5, optional: true, ...(isText && { converted: 0 }), codec: packed ? 1 : 0 };
};
