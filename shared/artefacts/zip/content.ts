import { crc32, createInflateRaw } from 'node:zlib';
import type { ByteSource } from '../byte-source.ts';
import { measured } from '../expansion.ts';
import { inflated, type Packed } from '../inflate.ts';
import { Malformed } from '../notebook.ts';
import type { Scan } from '../scan.ts';
import { SIGNATURE, type ZipEntry } from './records.ts';

/** Sizes as they turned out, for members whose header leaves them open. */
export interface Actual {
  crc: number;
  packed: number;
  size: number;
}

const HAS_DESCRIPTOR = 8;
const DEFLATED = 8;

/** A member's content, expanded; `actual` is filled and verified against what the headers say. @throws Malformed */
export async function* memberContent(scan: Scan, entry: ZipEntry, actual: Actual): AsyncGenerator<Buffer> {
  const { source } = scan;
  const start = source.offset();
  const open = (entry.flags & HAS_DESCRIPTOR) !== 0;
  let pieces: AsyncGenerator<Buffer>;
  if (entry.method === DEFLATED) {
    const engine = createInflateRaw({ chunkSize: 2 ** 17 });
    const packed: Packed = { bytes: 0 };
    pieces = measured(inflated(source, engine, packed), () => packed.bytes, scan);
  } else
    pieces = measured(
      open ? untilDescriptor(source) : source.chunks(entry.packed),
      () => source.offset() - start,
      scan,
    );
  for await (const piece of pieces) {
    actual.crc = crc32(piece, actual.crc);
    actual.size += piece.length;
    yield piece;
  }
  actual.packed = source.offset() - start;
  if (open) await passDescriptor(source, actual);
  const stated = open ? [0, actual.crc, actual.packed, actual.size] : [entry.crc];
  const wrong = open
    ? ![entry.crc, entry.packed, entry.size].every((value) => stated.includes(value))
    : entry.crc !== actual.crc || entry.packed !== actual.packed || entry.size !== actual.size;
  if (wrong)
    throw new Malformed('zip-checksum', 'the size or check sum of a member does not match its content', entry.at);
}

const MARK = Buffer.from('PK\x07\x08', 'latin1');
const LONGEST_DESCRIPTOR = 24;
const STRIDE = 2 ** 16;

/** Stored bytes of open length: they end where a descriptor stands that is right about all of them. */
async function* untilDescriptor(source: ByteSource): AsyncGenerator<Buffer> {
  let [crc, size] = [0, 0];
  for (;;) {
    const last = (await source.fill(STRIDE)) < STRIDE;
    // No more than was asked for: what is handed on must not show the pieces in which the bytes came.
    const window = source.window().subarray(0, STRIDE);
    const end = last ? window.length : window.length - LONGEST_DESCRIPTOR + 1;
    let from = 0;
    for (let at = window.indexOf(MARK); at >= 0 && at < end; at = window.indexOf(MARK, at + 1)) {
      // The sizes are held against it first: a sum over all bytes for every mark would take forever.
      if (descriptorLength(window.subarray(at), { packed: size + at, size: size + at }) === 0) continue;
      crc = crc32(window.subarray(from, at), crc);
      from = at;
      if (window.readUInt32LE(at + 4) !== crc) continue;
      yield source.consume(at);
      return;
    }
    crc = crc32(window.subarray(from, end), crc);
    size += end;
    yield source.consume(end);
    if (last) throw new Malformed('truncated', 'a member does not end', source.offset());
  }
}

const passDescriptor = async (source: ByteSource, actual: Actual): Promise<void> => {
  await source.fill(LONGEST_DESCRIPTOR);
  const bytes = source.window();
  const length = descriptorLength(bytes, actual);
  if (length === 0 || bytes.readUInt32LE(4) !== actual.crc)
    throw new Malformed('zip-checksum', 'the descriptor behind a member does not match it', source.offset());
  source.consume(length);
};

/** 16 bytes, or 24 with sizes of 64 bits; 0 when it says other sizes. */
const descriptorLength = (bytes: Buffer, { packed, size }: Pick<Actual, 'packed' | 'size'>): number => {
  if (bytes.length < 16 || bytes.readUInt32LE(0) !== SIGNATURE.descriptor) return 0;
  if (bytes.length >= 24 && bytes.readBigUInt64LE(8) === BigInt(packed) && bytes.readBigUInt64LE(16) === BigInt(size))
    return 24;
  return bytes.readUInt32LE(8) === packed && bytes.readUInt32LE(12) === size ? 16 : 0;
};
