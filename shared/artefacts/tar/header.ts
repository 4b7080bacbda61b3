import { Malformed } from '../notebook.ts';

/** A block of tar, and the unit that contents are padded to. */
export const BLOCK = 512;

export interface TarHeader {
  readonly name: string;
  readonly size: number;
  readonly flag: string;
  readonly mode: number;
  readonly linkName: string;
}

/** Owner, group, time, and the two numbers of a device. */
const OTHER_NUMBERS = [
  [108, 8],
  [116, 8],
  [136, 12],
  [329, 8],
  [337, 8],
] as const;

/** One header of ustar or GNU form (POSIX pax, "ustar Interchange Format"). @throws Malformed */
export const readHeader = (block: Buffer, offset: number): TarHeader => {
  const refuse = (message: string): never => {
    throw new Malformed('tar-header', message, offset, 'pack the archive again with tar -czf');
  };
  const magic = block.toString('latin1', 257, 265);
  const posix = magic === 'ustar\x0000';
  if (!posix && magic !== 'ustar  \0') refuse('a header is not of the ustar form');
  const [sum, size, mode] = [number(block, 148, 8), number(block, 124, 12), number(block, 100, 8)];
  if (sum === undefined || sum !== checksum(block)) return refuse('the check sum of a header does not match');
  if (size === undefined) return refuse('the size in a header is damaged or negative');
  // Readers make different things of a damaged number: a mode with the rights of its owner, or nothing.
  if (mode === undefined || !OTHER_NUMBERS.every(([start, length]) => isNumber(block, start, length)))
    return refuse('a number in a header is damaged');
  const fields = [[0, 100], [157, 100], ...(posix ? [[345, 155]] : [])] as const;
  if (fields.some(([start = 0, length = 0]) => holdsMore(block, start, length)))
    refuse('something stands behind the end of a name in a header');
  if (posix && block.subarray(500).some((byte) => byte !== 0)) refuse('something stands behind the fields of a header');
  // GNU headers keep other fields where POSIX has the prefix.
  const prefix = posix ? text(block, 345, 155) : '';
  return {
    name: (prefix ? `${prefix}/` : '') + text(block, 0, 100),
    size,
    flag: String.fromCharCode(block[156] ?? 0),
    mode,
    linkName: text(block, 157, 100),
  };
};

/** Records of a pax header: `length key=value\n` (POSIX pax, "pax Extended Header"). @throws Malformed */
export const paxRecords = (content: Buffer, offset: number): ReadonlyMap<string, string> => {
  const records = new Map<string, string>();
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const digits = content.toString('latin1', at, space < 0 ? at : space);
    const end = at + Number(digits);
    const equals = content.indexOf(0x3d, space);
    if (
      !/^[1-9]\d{0,6}$/.test(digits) ||
      end > content.length ||
      equals < 0 ||
      equals >= end ||
      content[end - 1] !== 0x0a
    )
      throw new Malformed('tar-pax', 'a record of a pax header is damaged', offset + at);
    const key = content.toString('utf8', space + 1, equals);
    if (records.has(key)) throw new Malformed('tar-pax', `the pax header says ${key} twice`, offset + at);
    records.set(key, content.toString('utf8', equals + 1, end - 1));
    at = end;
  }
  return records;
};

const checksum = (block: Buffer): number => {
  let sum = 8 * 32;
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += block[i] as number;
  return sum;
};

/** Octal digits, or base 256 when the first bit is set. */
const number = (block: Buffer, start: number, length: number): number | undefined => {
  if ((block[start] as number) & 0x80) {
    if (block[start] !== 0x80) return undefined;
    const value = BigInt(`0x${block.toString('hex', start + 1, start + length)}`);
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : undefined;
  }
  const digits = block
    .toString('latin1', start, start + length)
    .replace(/[\0 ]+$/, '')
    .trimStart();
  if (digits === '') return 0;
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
};

/** Times and owners may be negative, in base 256. */
const isNumber = (block: Buffer, start: number, length: number): boolean =>
  block[start] === 0x80 || block[start] === 0xff || number(block, start, length) !== undefined;

/** Whether a text is followed by anything but zeros: no reader shows that. */
const holdsMore = (block: Buffer, start: number, length: number): boolean => {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return end >= 0 && field.subarray(end).some((byte) => byte !== 0);
};

const text = (block: Buffer, start: number, length: number): string => {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
};
