import { blind } from './bytes.ts';
import type { Mutation } from './mutation.ts';
import { tokenwise } from './tokens.ts';

/** A text header with its length before it: changed within, its length right again. */
const measured =
  (
    marks: (bytes: Buffer) => { readonly start: number; readonly length: number } | undefined,
    write: (bytes: Buffer, length: number) => void,
  ): Mutation =>
  (bytes, random, other) => {
    const own = marks(bytes);
    if (!own || own.start + own.length > bytes.length) return undefined;
    const theirs = marks(other);
    const header = tokenwise(
      bytes.subarray(own.start, own.start + own.length),
      random,
      theirs ? other.subarray(theirs.start, theirs.start + theirs.length) : other,
    );
    if (!header) return undefined;
    const changed = Buffer.concat([bytes.subarray(0, own.start), header, bytes.subarray(own.start + own.length)]);
    write(changed, header.length);
    return changed;
  };

export const safetensorsHeader: Mutation = measured(
  (bytes) => (bytes.length > 8 && bytes[8] === 0x7b ? { start: 8, length: bytes.readUInt32LE(0) } : undefined),
  (bytes, length) => bytes.writeUInt32LE(length, 0),
);

export const npyHeader: Mutation = measured(
  (bytes) =>
    bytes.length > 10 && bytes[0] === 0x93 && bytes[6] === 1 ? { start: 10, length: bytes.readUInt16LE(8) } : undefined,
  (bytes, length) => bytes.writeUInt16LE(Math.min(length, 0xffff), 8),
);

/** The table of contents at the end of a Parquet file, before its length and the four last bytes. */
export const parquetFooter: Mutation = (bytes, random, other) => {
  const end = bytes.length - 8;
  if (end < 4) return undefined;
  const start = end - bytes.readUInt32LE(end);
  const changed = start < 4 ? undefined : blind(bytes.subarray(start, end), random, other);
  if (!changed) return undefined;
  const length = Buffer.alloc(4);
  length.writeUInt32LE(changed.length);
  return Buffer.concat([bytes.subarray(0, start), changed, length, bytes.subarray(end + 4)]);
};
