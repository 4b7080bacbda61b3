import { crc32, createInflateRaw } from 'node:zlib';
import type { ByteSource } from '../byte-source.ts';
import { measured } from '../expansion.ts';
import { inflated } from '../inflate.ts';
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
const LOOK = 2 ** 16;

/** A member's content, expanded; `actual` is filled and verified against what the headers say. @throws Malformed */
export async function* memberContent(scan: Scan, entry: ZipEntry, actual: Actual): AsyncGenerator<Buffer> {
  const { source } = scan;
  const start = source.offset();
  const open = (entry.flags & HAS_DESCRIPTOR) !== 0;
  let pieces: AsyncGenerator<Buffer>;
  if (entry.method === DEFLATED) {
    const engine = createInflateRaw({ chunkSize: 2 ** 17 });
    pieces = measured(inflated(source, engine), () => source.offset() - start, scan);
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

/** Stored bytes of open length: they end where a descriptor stands that is right about all of them. */
async function* untilDescriptor(source: ByteSource): AsyncGenerator<Buffer> {
  const mark = Buffer.from('PK\x07\x08', 'latin1');
  let [crc, size] = [0, 0];
  const pass = (count: number): Buffer => {
    const piece = source.consume(count);
    crc = crc32(piece, crc);
    size += piece.length;
    return piece;
  };
  for (;;) {
    await source.fill(LOOK);
    // No more than was asked for: what is handed on must not show the pieces in which the bytes came.
    const window = source.window().subarray(0, LOOK);
    const at = window.indexOf(mark);
    if (at < 0) {
      if (window.length < 24) throw new Malformed('truncated', 'a member does not end', source.offset());
      yield pass(window.length - 3);
    } else if (at > 0) yield pass(at);
    else if (descriptorLength(window, { crc, packed: size, size }) > 0) return;
    else yield pass(1);
  }
}

const passDescriptor = async (source: ByteSource, actual: Actual): Promise<void> => {
  await source.fill(24);
  const length = descriptorLength(source.window(), actual);
  if (length === 0)
    throw new Malformed('zip-checksum', 'the descriptor behind a member does not match it', source.offset());
  source.consume(length);
};

/** 16 bytes, or 24 with sizes of 64 bits; 0 when it says something else. */
const descriptorLength = (bytes: Buffer, { crc, packed, size }: Actual): number => {
  if (bytes.length < 16 || bytes.readUInt32LE(0) !== SIGNATURE.descriptor || bytes.readUInt32LE(4) !== crc) return 0;
  if (bytes.length >= 24 && bytes.readBigUInt64LE(8) === BigInt(packed) && bytes.readBigUInt64LE(16) === BigInt(size))
    return 24;
  return bytes.readUInt32LE(8) === packed && bytes.readUInt32LE(12) === size ? 16 : 0;
};
