import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { damaged, UnreadableParquet, unsupported } from './errors.ts';
import { expandSnappy } from './snappy.ts';

/** Room for so many bytes; what it held before may be overwritten. */
type Room = (size: number) => Uint8Array;

type Unpack = (packed: Uint8Array, size: number, room: Room) => Uint8Array;

/**
 * All at once, and one byte more: zlib asks for another piece where one comes out full. What it made is given back at
 * once; left to the collector, a hundred megabytes of it would lie about. That is for pieces that are not in Buffer's pool.
 */
const byZlib =
  (expand: (packed: Uint8Array, bounds: { chunkSize: number; maxOutputLength: number }) => Buffer): Unpack =>
  (packed, size, room) => {
    const chunkSize = Math.max(size + 1, 2 * Buffer.poolSize);
    const made = expand(packed, { chunkSize, maxOutputLength: size || 1 });
    if (made.length !== size) return made;
    const kept = room(size);
    kept.set(made);
    if (made.buffer.byteLength === chunkSize) (made.buffer as ArrayBuffer).transfer(0);
    return kept;
  };

/** By the number of the codec (parquet.thrift, CompressionCodec). */
const CODECS: Readonly<Record<number, Unpack>> = {
  0: (packed) => packed,
  1: (packed, size, room) => expandSnappy(packed, room(size)),
  2: byZlib(gunzipSync),
  4: byZlib(brotliDecompressSync),
  6: byZlib(zstdDecompressSync),
};
const NAMES: Readonly<Record<number, string>> = { 3: 'LZO', 5: 'LZ4', 7: 'LZ4' };

/** Unpacks a page to exactly the size that its header says, never to more. @throws UnreadableParquet */
export const unpack = (codec: number, packed: Uint8Array, size: number, room: Room): Uint8Array => {
  const by = CODECS[codec];
  if (!by)
    throw unsupported(
      `the file is compressed with ${NAMES[codec] ?? `codec ${codec}`}`,
      'Snappy, Zstandard, gzip, Brotli or no compression',
    );
  if (size === 0 && packed.length === 0) return packed;
  let bytes: Uint8Array;
  try {
    bytes = by(packed, size, room);
  } catch (cause) {
    if (cause instanceof UnreadableParquet) throw cause;
    throw damaged(`a page cannot be unpacked: ${(cause as Error).message}`);
  }
  if (bytes.length !== size) throw damaged(`a page has ${bytes.length} bytes, its header says ${size}`);
  return bytes;
};
