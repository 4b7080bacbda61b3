import { Malformed } from '../notebook.ts';

/** What a local header or a directory entry says of a member; both must say the same (S-22). */
export interface ZipEntry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** Where the local header stands. */
  readonly at: number;
}

export const SIGNATURE = {
  local: 0x04034b50,
  directory: 0x02014b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
  end: 0x06054b50,
  descriptor: 0x08074b50,
} as const;

const FULL_32 = 0xffffffff;

/** Extra fields that honest writers use: zip64, torch's alignment padding, times, user ids. */
const EXTRAS = { zip64: 0x0001, padding: 0x4246, times: 0x5455, owner: 0x7875 } as const;

/** Fixed part (30 bytes), name and extra of a local header (APPNOTE 4.3.7). @throws Malformed */
export const localEntry = (fixed: Buffer, name: Buffer, extra: Buffer, at: number): ZipEntry => {
  mayNeed(fixed[4], at);
  const wide = wideFields(extra, at);
  const [packed, size] = [fixed.readUInt32LE(18), fixed.readUInt32LE(22)];
  const both = packed === FULL_32 || size === FULL_32;
  if (!both) narrowAgrees(wide, [size, packed], at);
  return {
    name: nameOf(name, fixed.readUInt16LE(6), at),
    flags: fixed.readUInt16LE(6),
    method: fixed.readUInt16LE(8),
    crc: fixed.readUInt32LE(14),
    size: both ? wideAt(wide, 0, at) : size,
    packed: both ? wideAt(wide, 1, at) : packed,
    at,
  };
};

/** Fixed part (46 bytes), name and extra of a directory entry (APPNOTE 4.3.12). @throws Malformed */
export const directoryEntry = (fixed: Buffer, name: Buffer, extra: Buffer, at: number): ZipEntry => {
  mayNeed(fixed[6], at);
  const wide = wideFields(extra, at);
  let next = 0;
  const effective = (value: number): number => (value === FULL_32 ? wideAt(wide, next++, at) : value);
  const size = effective(fixed.readUInt32LE(24));
  const packed = effective(fixed.readUInt32LE(20));
  const header = effective(fixed.readUInt32LE(42));
  if (next === 0) narrowAgrees(wide, [size, packed, header], at);
  if (fixed.readUInt16LE(32) !== 0 || fixed.readUInt16LE(34) !== 0)
    throw new Malformed('zip-directory', 'a directory entry has a comment or lies on another disk', at);
  const attributes = fixed.readUInt32LE(38);
  const type = (attributes >>> 28) & 0xf;
  if (((attributes >>> 16) & 0o6000) !== 0)
    throw new Malformed('zip-mode', 'a member would run with the rights of its owner or group', at);
  // What DOS and Windows note: a folder, and a reparse point, which is their link.
  if ((attributes & 0x400) !== 0 || ((attributes & 0x10) !== 0 && name.at(-1) !== 0x2f))
    throw new Malformed('zip-link', 'a member is marked as what it is not', at);
  // Types of stat(2): 0 unknown, 4 folder, 8 regular file.
  if (![0, 4, 8].includes(type)) throw new Malformed('zip-link', 'a member is a link or a device', at);
  return {
    name: nameOf(name, fixed.readUInt16LE(8), at),
    flags: fixed.readUInt16LE(8),
    method: fixed.readUInt16LE(10),
    crc: fixed.readUInt32LE(16),
    packed,
    size,
    at: header,
  };
};

/** The version that a reader must know (APPNOTE 4.4.3): with a later one than 6.3, readers give up. */
const mayNeed = (version: number | undefined, at: number): void => {
  if ((version ?? 0) > 63)
    throw new Malformed('zip-version', 'a member needs a version of zip that does not exist', at);
};

const nameOf = (name: Buffer, flags: number, at: number): string => {
  // Without the UTF-8 flag readers choose different code pages for other letters.
  if (!(flags & 0x800) && name.some((byte) => byte > 0x7f))
    throw new Malformed('zip-name', 'a name is neither ASCII nor marked as UTF-8', at);
  return name.toString('utf8');
};

const wideFields = (extra: Buffer, at: number): Buffer => {
  let wide: Buffer | undefined;
  for (let i = 0; i < extra.length; ) {
    const id = i + 4 <= extra.length ? extra.readUInt16LE(i) : -1;
    const end = i + 4 + (id < 0 ? 0 : extra.readUInt16LE(i + 2));
    if (id < 0 || end > extra.length) throw new Malformed('zip-extra', 'an extra field is damaged', at);
    if (!Object.values<number>(EXTRAS).includes(id))
      throw new Malformed('zip-extra', `the extra field 0x${id.toString(16)} is not known`, at);
    if (id === EXTRAS.zip64) {
      if (wide) throw new Malformed('zip-extra', 'the zip64 field occurs twice', at);
      wide = extra.subarray(i + 4, end);
    }
    i = end;
  }
  return wide ?? Buffer.alloc(0);
};

/** A 64-bit field that is not called for: some readers take it all the same, so it must say the same, or nothing. */
const narrowAgrees = (wide: Buffer, narrow: readonly number[], at: number): void => {
  for (let i = 0; 8 * i + 8 <= wide.length; i++) {
    const said = wideAt(wide, i, at);
    if (said !== 0 && said !== narrow[i]) throw new Malformed('zip-extra', 'the zip64 field says something else', at);
  }
};

const wideAt = (wide: Buffer, index: number, at: number): number => {
  if (wide.length < 8 * index + 8) throw new Malformed('zip-extra', 'the zip64 field lacks a size', at);
  const value = wide.readBigUInt64LE(8 * index);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Malformed('zip-extra', 'a size is beyond all measure', at);
  return Number(value);
};
