/** A file that can be read at any place: footer first, then the columns that are wanted. */
export interface RandomAccess {
  readonly bytes: number;
  /** The bytes from `from` up to, not including, `to`; both lie within the file. They may be overwritten by the next read. */
  read(from: number, to: number): Uint8Array;
}

/** Bytes that are in memory anyway. */
export const inMemory = (bytes: Uint8Array): RandomAccess => ({
  bytes: bytes.length,
  read: (from, to) => bytes.subarray(from, to),
});

const MAGIC = [0x50, 0x41, 0x52, 0x31];

/** Whether a file begins as every Parquet file does: PAR1. */
export const looksLikeParquet = (beginning: Uint8Array): boolean => MAGIC.every((byte, i) => beginning[i] === byte);
