import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { damaged, UnreadableParquet, unsupported } from './errors.ts';
import { expandSnappy } from './snappy.ts';

/** Room for so many bytes; what it held before may be overwritten. */
type Room = (size: number) => Uint8Array;

type Unpack = (packed: Uint8Array, size: number, room: Room) => Uint8Array;

/** By the number of the codec (parquet.thrift, CompressionCodec). */
const CODECS: Readonly<Record<number, Unpack>> = {
  0: (packed) => packed,
  1: (packed, size, room) => expandSnappy(packed, room(size)),
  2: (packed, size) => gunzipSync(packed, { maxOutputLength: size || 1 }),
  4: (packed, size) => brotliDecompressSync(packed, { maxOutputLength: size || 1 }),
  6: (packed, size) => zstdDecompressSync(packed, { maxOutputLength: size || 1 }),
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
