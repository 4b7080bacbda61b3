import { gzipSync } from 'node:zlib';

export interface Entry {
  readonly name: string;
  readonly content?: Buffer | string;
  /** Type flag; `0` is a file, `5` a folder. */
  readonly flag?: string;
  /** What the header says when it is not the content's length. */
  readonly size?: number;
  readonly prefix?: string;
  readonly spoil?: (header: Buffer) => void;
}

const BLOCK = 512;
const END = Buffer.alloc(2 * BLOCK);

const padded = (bytes: Buffer): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)]);

/** One ustar entry: header with its checksum, content, padding. */
const entry = ({ name, content = '', flag = '0', size, prefix = '', spoil }: Entry): Buffer => {
  const bytes = Buffer.from(content);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 100);
  header.write('0000644\0', 100);
  header.write(`${(size ?? bytes.length).toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write(flag, 156);
  header.write('ustar\x0000', 257);
  header.write(prefix, 345);
  header.write('        ', 148);
  spoil?.(header);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, padded(bytes)]);
};

/** A tar with its end marker, or with another end. */
export const tar = (entries: readonly Entry[], end: Buffer = END): Buffer =>
  Buffer.concat([...entries.map(entry), end]);

export const tarGz = (entries: readonly Entry[], end?: Buffer): Buffer => gzipSync(tar(entries, end));
