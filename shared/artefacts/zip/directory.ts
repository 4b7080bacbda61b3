import { Malformed } from '../notebook.ts';
import type { Scan } from '../scan.ts';
import { directoryEntry, SIGNATURE, type ZipEntry } from './records.ts';

/**
 * Reads the directory and the end record and holds each entry against the member that was read (S-22): the same, in the
 * same order, nothing between, nothing behind. @throws Malformed
 */
export const readDirectory = async ({ source, limits }: Scan, members: readonly ZipEntry[]): Promise<void> => {
  const start = source.offset();
  for (const member of members) {
    const at = source.offset();
    const fixed = await source.take(46);
    if (fixed.readUInt32LE(0) !== SIGNATURE.directory)
      throw new Malformed('zip-directory', `the directory does not name ${member.name}`, at);
    const length = fixed.readUInt16LE(28);
    if (length > limits.nameLength) throw new Malformed('zip-name', 'a name is too long', at);
    const entry = directoryEntry(fixed, await source.take(length), await source.take(fixed.readUInt16LE(30)), at);
    for (const field of ['name', 'flags', 'method', 'crc', 'packed', 'size', 'at'] as const)
      if (entry[field] !== member[field])
        throw new Malformed(
          'zip-disagrees',
          `the directory and the header of ${member.name} say different things (${field})`,
          at,
          'pack the archive again; two readers would see different files',
        );
  }
  const size = source.offset() - start;
  await passEnd64(source, start, size, members.length);
  const at = source.offset();
  const end = await source.take(22);
  const narrow = (value: number, limit: number) => Math.min(value, limit);
  const right =
    end.readUInt32LE(0) === SIGNATURE.end &&
    end.readUInt32LE(4) === 0 &&
    end.readUInt16LE(8) === narrow(members.length, 0xffff) &&
    end.readUInt16LE(10) === narrow(members.length, 0xffff) &&
    end.readUInt32LE(12) === narrow(size, 0xffffffff) &&
    end.readUInt32LE(16) === narrow(start, 0xffffffff);
  if (!right) throw new Malformed('zip-directory', 'the end record does not match the directory before it', at);
  if (end.readUInt16LE(20) !== 0) throw new Malformed('zip-comment', 'the archive carries a comment', at);
};

const passEnd64 = async (source: Scan['source'], start: number, size: number, count: number): Promise<void> => {
  await source.fill(4);
  const at = source.offset();
  if (source.window().length < 4 || source.window().readUInt32LE(0) !== SIGNATURE.end64) return;
  const record = await source.take(56);
  const locator = await source.take(20);
  const wide = (offset: number): number => Number(record.readBigUInt64LE(offset));
  const right =
    wide(4) === 44 &&
    record.readUInt32LE(16) === 0 &&
    record.readUInt32LE(20) === 0 &&
    wide(24) === count &&
    wide(32) === count &&
    wide(40) === size &&
    wide(48) === start &&
    locator.readUInt32LE(0) === SIGNATURE.locator64 &&
    locator.readUInt32LE(4) === 0 &&
    locator.readUInt32LE(16) <= 1 &&
    Number(locator.readBigUInt64LE(8)) === at;
  if (!right) throw new Malformed('zip-directory', 'the 64-bit end record does not match the directory', at);
};
