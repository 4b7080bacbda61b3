import type { ScanFinding, ScanLimits } from './schema.ts';

const BLOCK = 512;

/** A regular file of the archive, held whole: the caller's limits bound it. */
export interface TarMember {
  readonly name: string;
  readonly bytes: number;
  readonly content: Buffer;
}

export interface TarReading {
  readonly members: readonly TarMember[];
  readonly findings: readonly ScanFinding[];
  readonly expandedBytes: number;
}

/**
 * Reads a tar (ustar) as a stream, strictly: regular files and folders only, plain relative names, right checksums, an
 * end marker. Links, devices, extended headers that rename or resize (pax, GNU long names, sparse files) are refused:
 * two readers may understand them differently, and no honest model archive needs them.
 */
export const readTar = async (stream: AsyncIterable<Uint8Array>, limits: ScanLimits): Promise<TarReading> => {
  const source = blocks(stream);
  const members: TarMember[] = [];
  const findings: ScanFinding[] = [];
  const find = (code: string, message: string, member?: string, advice?: string) =>
    findings.push({
      code,
      message,
      offset: source.offset(),
      ...(member !== undefined && { member }),
      ...(advice && { advice }),
    });
  for (let count = 0; ; count++) {
    const header = await source.take(BLOCK);
    if (header.length === 0) return stop('tar-truncated', 'the archive ends without its end marker');
    if (header.length < BLOCK) return stop('tar-truncated', 'the archive ends in the middle of a header');
    if (header.every((byte) => byte === 0)) break;
    if (count >= limits.members)
      return stop('tar-too-many-members', `the archive has more than ${limits.members} members`);
    const entry = entryOf(header);
    if (!entry) return stop('tar-bad-header', 'a header is damaged or not of the ustar form');
    const { name, size, kind } = entry;
    const problem =
      nameProblem(name, kind === 'file') ??
      (members.some((member) => member.name === name) ? 'the name occurs twice' : undefined);
    if (problem) find('tar-unsafe-name', problem, name, 'use plain names without .. or a leading slash');
    if (kind === 'other')
      find(
        'tar-unsafe-member',
        `a member of type "${entry.flag}" is neither a file nor a folder`,
        name,
        'pack regular files only, without links',
      );
    // Some readers skip the bytes a folder announces, others read them as the next members: the two see different archives.
    if (kind !== 'file' && size > 0)
      find('tar-unsafe-member', `a member of type "${entry.flag}" has content`, name, 'pack regular files only');
    if (source.offset() + size > limits.expandedBytes)
      return stop('too-large-expanded', `the archive expands beyond ${limits.expandedBytes} bytes`);
    if (size > limits.modelBytes)
      return stop('too-large-member', `${size} bytes is more than the ${limits.modelBytes} that are looked at`, name);
    const content = await source.take(size);
    if (content.length < size) return stop('tar-truncated', 'the archive ends inside this member', name);
    await source.take((BLOCK - (size % BLOCK)) % BLOCK);
    if (kind === 'file' && !problem) members.push({ name, bytes: size, content });
  }
  // After the end marker only zeros may follow: anything else is a second archive that another reader might open.
  if (!(await source.restIsZero(limits.expandedBytes)))
    find('tar-trailing-bytes', 'there are bytes behind the end of the archive');
  return { members, findings, expandedBytes: source.offset() };

  function stop(code: string, message: string, member?: string): TarReading {
    find(code, message, member);
    return { members, findings, expandedBytes: source.offset() };
  }
};

interface Entry {
  readonly name: string;
  readonly size: number;
  readonly flag: string;
  readonly kind: 'file' | 'folder' | 'other';
}

const entryOf = (header: Buffer): Entry | undefined => {
  const magic = header.toString('latin1', 257, 262);
  const size = octal(header.subarray(124, 136));
  if (magic !== 'ustar' || size === undefined || !checksumHolds(header)) return undefined;
  const flag = header.toString('latin1', 156, 157).replace('\0', '0');
  const prefix = text(header.subarray(345, 500));
  const name = (prefix ? `${prefix}/` : '') + text(header.subarray(0, 100));
  return { name, size, flag, kind: flag === '0' ? 'file' : flag === '5' ? 'folder' : 'other' };
};

const checksumHolds = (header: Buffer): boolean => {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : (header[i] as number);
  return sum === octal(header.subarray(148, 156));
};

const octal = (field: Buffer): number | undefined => {
  const digits = text(field).trim();
  return /^[0-7]{1,12}$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
};

const text = (field: Buffer): string => {
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end);
};

const nameProblem = (name: string, file: boolean): string | undefined => {
  if (name === '' || name.length > 200) return 'the name is empty or too long';
  if (!/^[\w./ -]+$/.test(name))
    return 'the name has characters that are not letters, digits, dots, hyphens or slashes';
  if (file && name.endsWith('/')) return 'a file must not be named like a folder';
  if (name.startsWith('/') || name.split('/').includes('..')) return 'the name leads out of the archive';
  return undefined;
};

/** Hands out exact numbers of bytes from a stream of chunks of any size. */
const blocks = (stream: AsyncIterable<Uint8Array>) => {
  const iterator = stream[Symbol.asyncIterator]();
  let [rest, offset]: [Buffer, number] = [Buffer.alloc(0), 0];
  const fill = async (wanted: number): Promise<void> => {
    const parts = [rest];
    let have = rest.length;
    while (have < wanted) {
      const { value, done } = await iterator.next();
      if (done) break;
      parts.push(Buffer.from(value));
      have += value.length;
    }
    rest = parts.length === 1 ? rest : Buffer.concat(parts);
  };
  return {
    offset: () => offset,
    async take(wanted: number): Promise<Buffer> {
      await fill(wanted);
      const taken = rest.subarray(0, wanted);
      rest = rest.subarray(taken.length);
      offset += taken.length;
      return taken;
    },
    async restIsZero(limit: number): Promise<boolean> {
      for (;;) {
        if (rest.some((byte) => byte !== 0) || offset > limit) return false;
        offset += rest.length;
        rest = Buffer.alloc(0);
        await fill(1);
        if (rest.length === 0) return true;
      }
    },
  };
};
