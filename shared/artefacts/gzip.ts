import { crc32, createInflateRaw } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';
import { measured } from './expansion.ts';
import { inflated, type Packed } from './inflate.ts';
import { Malformed } from './notebook.ts';
import type { Scan } from './scan.ts';

/** Flags of a gzip header (RFC 1952, 2.3.1). */
const FLAG = { headerCrc: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;

/**
 * One gzip member, expanded. When the content was read to its end the check sum and the length have been verified and
 * the source stands behind the member. @throws Malformed
 */
export async function* gunzipped(scan: Scan): AsyncGenerator<Buffer> {
  const { source, notebook } = scan;
  const header = await source.take(10);
  const flags = header[3] ?? 0;
  if (header[0] !== 0x1f || header[1] !== 0x8b || header[2] !== 8)
    throw new Malformed('gzip-header', 'the gzip header is damaged', 0);
  if (flags & (FLAG.reserved | FLAG.extra | FLAG.comment | FLAG.headerCrc))
    notebook.refuse('gzip-header', 'the gzip header carries extra fields, a comment or reserved flags', {
      member: scan.member,
      offset: 3,
      advice: 'pack with tar -czf or gzip, without extras',
    });
  if (flags & FLAG.extra) await source.skip((await source.take(2)).readUInt16LE());
  if (flags & FLAG.name && /[\p{Cc}/\\]/u.test(await text(source, scan.limits.nameLength)))
    notebook.refuse('gzip-header', 'the name in the gzip header leads to another folder, or is unreadable', {
      member: scan.member,
      offset: 10,
      advice: 'pack with tar -czf or gzip',
    });
  if (flags & FLAG.comment) await text(source, scan.limits.headerBytes);
  if (flags & FLAG.headerCrc) await source.skip(2);
  let sum = 0;
  let length = 0;
  const packed: Packed = { bytes: 0 };
  const content = inflated(source, createInflateRaw({ chunkSize: 2 ** 17 }), packed);
  for await (const piece of measured(content, () => packed.bytes, scan)) {
    sum = crc32(piece, sum);
    length += piece.length;
    yield piece;
  }
  const trailer = await source.take(8);
  if (trailer.readUInt32LE(0) !== sum || trailer.readUInt32LE(4) !== length % 2 ** 32)
    throw new Malformed(
      'gzip-checksum',
      'the gzip check sum or length does not match the content',
      source.offset() - 8,
    );
}

/** A text of the header, which ends in a zero (Latin-1). */
const text = async (source: ByteSource, limit: number): Promise<string> => {
  let read = '';
  for (;;) {
    if (read.length > limit)
      throw new Malformed('gzip-header', 'a text of the gzip header does not end', source.offset());
    const [byte = 0] = await source.take(1);
    if (byte === 0) return read;
    read += String.fromCharCode(byte);
  }
};
