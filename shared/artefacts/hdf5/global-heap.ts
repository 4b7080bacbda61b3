import { Malformed } from '../notebook.ts';
import type { Claims } from './claims.ts';
import { at32, at64, slice } from './reading.ts';

/** A text of variable length is kept as its length, a collection of the global heap and the number in it. */
const REFERENCE = 16;
const HEADER = 16;

/** Objects of the global heap (format specification, III.E), each collection read once. */
export interface GlobalHeap {
  /** The object that a reference leads to; `undefined` when there is none. */
  object(reference: Buffer): Buffer | undefined;
  /** Claims what all references among values lead to. */
  use(values: Buffer): void;
}

export const globalHeap = (file: Buffer, { claim }: Claims): GlobalHeap => {
  const collections = new Map<number, Map<number, readonly [at: number, size: number]>>();
  const used = new Set<number>();
  let walked = 0;
  const collection = (heap: number): Map<number, readonly [number, number]> => {
    const known = collections.get(heap);
    if (known) return known;
    const found = new Map<number, readonly [number, number]>();
    collections.set(heap, found);
    if (slice(file, heap, HEADER).toString('latin1', 0, 4) !== 'GCOL') return found;
    claim(heap, HEADER);
    const end = Math.min(file.length, heap + at64(file, heap + 8));
    walked += end - heap;
    if (walked > file.length) throw new Malformed('hdf5-overlap', 'parts of the file share bytes', heap);
    for (let at = heap + HEADER; at + HEADER <= end; ) {
      const [index, size] = [file.readUInt16LE(at), at64(file, at + 8)];
      // The rest of a collection is free; its first bytes say so.
      if (index === 0) {
        claim(at, HEADER);
        break;
      }
      found.set(index, [at, size]);
      at += HEADER + padded(Math.max(0, size));
    }
    return found;
  };
  const object = (reference: Buffer): Buffer | undefined => {
    const [heap, index] = [at64(reference, 4), at32(reference, 12)];
    const found = heap > 0 ? collection(heap).get(index) : undefined;
    if (!found) return undefined;
    const [at, size] = found;
    const content = slice(file, at + HEADER, size);
    if (!used.has(at)) claim(at, Math.min(HEADER + padded(size), file.length - at));
    used.add(at);
    return content;
  };
  return {
    object,
    use(values) {
      for (let at = 0; at + REFERENCE <= values.length; at += REFERENCE) object(values.subarray(at, at + REFERENCE));
    },
  };
};

const padded = (size: number): number => Math.ceil(size / 8) * 8;
