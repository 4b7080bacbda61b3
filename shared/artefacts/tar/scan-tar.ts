import { byteSource } from '../byte-source.ts';
import { inCodeFolder } from '../code-tree.ts';
import { memberNames, nested } from '../member-name.ts';
import { memberPolicy } from '../member-policy.ts';
import { Malformed } from '../notebook.ts';
import type { Scan } from '../scan.ts';
import { BLOCK, paxRecords, readHeader, type TarHeader } from './header.ts';

/** Names and sizes that headers before an entry say of it: its own pax header, GNU long name, GNU long link. */
interface Overrides {
  pax: ReadonlyMap<string, string>;
  longName?: string;
  pending: boolean;
}

/** Pax keys that change nothing about what is unpacked. */
const HARMLESS =
  /^(mtime|atime|ctime|uid|gid|uname|gname|comment|LIBARCHIVE\.creationtime|SCHILY\.(fflags|dev|ino|nlink))$/;

/**
 * Judges a tar and every member (S-20, S-21, S-24): regular files and folders only, names as the last reader would see
 * them, right check sums, the end marker and nothing but zeros behind it.
 */
export const scanTar = async (scan: Scan): Promise<string> => {
  const { source, notebook, limits, member: outer } = scan;
  const names = memberNames(notebook, limits, outer);
  let overrides: Overrides = { pax: new Map(), pending: false };
  let files = 0;
  for (;;) {
    const offset = source.offset();
    const block = await source.take(BLOCK);
    if (block.every((byte) => byte === 0)) break;
    notebook.spend('members', 1, offset);
    const header = readHeader(block, offset);
    if ('xgLK'.includes(header.flag)) {
      overrides = await readExtension(scan, header, overrides);
      continue;
    }
    const name = overrides.longName ?? overrides.pax.get('path') ?? header.name;
    const where = { member: nested(outer, name), offset };
    judgePax(scan, header, overrides, where);
    const kind = header.flag === '5' || (isFile(header) && name.endsWith('/')) ? 'folder' : 'file';
    if (!isFile(header) && header.flag !== '5')
      notebook.refuse('tar-member-type', `${typeOf(header.flag)} is neither a file nor a folder`, {
        ...where,
        advice: 'pack regular files only, without links',
      });
    if (header.linkName !== '' && (isFile(header) || header.flag === '5'))
      notebook.refuse('tar-header', 'a file or a folder has the target of a link in its header', where);
    if (header.mode & 0o6000)
      notebook.refuse('tar-mode', 'the file would run with the rights of its owner or group', where);
    if (kind === 'folder' && header.size > 0) throw new Malformed('tar-header', 'a folder has content', offset);
    const accepted = names.add(name, kind, offset);
    const member = nested(outer, accepted ?? name);
    overrides = { pax: new Map(), pending: false };
    if (kind === 'folder') {
      if (accepted) memberPolicy(notebook, accepted, member, offset);
      continue;
    }
    files++;
    if (accepted) memberPolicy(notebook, accepted, member, offset);
    const content = source.stream(header.size);
    const ofCode = outer === undefined && inCodeFolder(member);
    const format = isFile(header)
      ? await scan.inside(byteSource(ofCode ? scan.code.watched(member, content) : content), member, scan.level + 1)
      : await source.skip(header.size).then(() => 'not a file');
    notebook.member({ name: member, bytes: header.size, format });
    await padding(scan, header.size);
  }
  if (overrides.pending) notebook.refuse('tar-pax', 'an extended header stands before nothing', { member: outer });
  if (files === 0) notebook.refuse('empty-archive', 'the archive holds no file', { member: outer });
  await ending(scan);
  return 'tar';
};

const isFile = ({ flag }: TarHeader): boolean => flag === '0' || flag === '\0';

const typeOf = (flag: string): string =>
  ({ '1': 'a hard link', '2': 'a symbolic link', '3': 'a device', '4': 'a device', '6': 'a pipe', S: 'a sparse file' })[
    flag
  ] ?? `a member of type ${JSON.stringify(flag)}`;

const readExtension = async (scan: Scan, header: TarHeader, before: Overrides): Promise<Overrides> => {
  const { source, notebook, limits } = scan;
  const offset = source.offset();
  notebook.reach('headerBytes', header.size, offset);
  const content = await source.take(header.size);
  await padding(scan, header.size);
  if (header.flag === 'K') {
    notebook.refuse('tar-member-type', 'a long link name stands before a link', { member: scan.member, offset });
    return { ...before, pending: true };
  }
  if (header.flag === 'L') {
    const longName = content.toString('utf8').replace(/\0$/, '');
    if (before.longName !== undefined || longName.length > limits.nameLength)
      throw new Malformed('tar-header', 'a long name occurs twice or is too long', offset);
    return { ...before, longName, pending: true };
  }
  const pax = paxRecords(content, offset);
  if (header.flag === 'x') {
    if (before.pax.size > 0) throw new Malformed('tar-pax', 'two pax headers stand before one member', offset);
    return { ...before, pax, pending: true };
  }
  for (const key of pax.keys())
    if (!HARMLESS.test(key))
      notebook.refuse('tar-pax', `a global pax header says ${key}, which readers apply differently`, {
        member: scan.member,
        offset,
        advice: 'pack with tar --format=ustar',
      });
  return { ...before, pending: true };
};

const judgePax = ({ notebook }: Scan, header: TarHeader, { pax, longName }: Overrides, where: object): void => {
  const refuse = (message: string) => notebook.refuse('tar-pax', message, where);
  if (longName !== undefined && pax.has('path')) refuse('a long name and a pax path stand before one member');
  for (const [key, value] of pax) {
    if (key === 'path') continue;
    if (key === 'linkpath') refuse('a pax header says where a link leads');
    else if (key === 'size') {
      if (value !== String(header.size)) refuse(`the pax size ${value} differs from the header's ${header.size}`);
    } else if (!HARMLESS.test(key)) refuse(`a pax header says ${key}, which readers apply differently`);
  }
};

const padding = async ({ source, notebook, member }: Scan, size: number): Promise<void> => {
  const bytes = await source.take((BLOCK - (size % BLOCK)) % BLOCK);
  if (bytes.some((byte) => byte !== 0))
    notebook.refuse('tar-padding', 'there are bytes between two members', { member, offset: source.offset() });
};

/** A second zero block, then only zeros: anything else is a second archive that another reader might open. */
const ending = async ({ source, notebook, member }: Scan): Promise<void> => {
  const offset = source.offset();
  const second = await source.take(BLOCK);
  let zeros = isZero(second);
  for await (const piece of source.rest()) zeros &&= isZero(piece);
  if (!zeros) notebook.refuse('trailing-bytes', 'there are bytes behind the end of the archive', { member, offset });
};

const ZEROS = Buffer.alloc(2 ** 18);
const isZero = (piece: Buffer): boolean => piece.equals(ZEROS.subarray(0, piece.length));
