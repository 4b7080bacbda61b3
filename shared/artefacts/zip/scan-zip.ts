import { type ByteSource, byteSource } from '../byte-source.ts';
import { memberNames, nested } from '../member-name.ts';
import { Malformed } from '../notebook.ts';
import type { Scan } from '../scan.ts';
import { type Actual, memberContent } from './content.ts';
import { readDirectory } from './directory.ts';
import type { ZipProfile } from './profile.ts';
import { profileFor } from './profile-for.ts';
import { localEntry, SIGNATURE, type ZipEntry } from './records.ts';

/** Judges a zip in one pass from its first byte to its last: every member, then the directory against what was read. */
export const scanZip = async (scan: Scan): Promise<string> => {
  const { source, notebook, limits, member: outer } = scan;
  const names = memberNames(notebook, limits, outer);
  const members: ZipEntry[] = [];
  let profile: ZipProfile | undefined;
  for (;;) {
    const at = source.offset();
    if ((await source.fill(4)) < 4) throw new Malformed('truncated', 'the archive ends without its directory', at);
    const signature = source.window().readUInt32LE(0);
    if (signature !== SIGNATURE.local) break;
    notebook.spend('members', 1, at);
    const entry = await readLocal(scan, at);
    const folder = entry.name.endsWith('/');
    const accepted = names.add(entry.name, folder ? 'folder' : 'file', at);
    const member = nested(outer, accepted ?? entry.name);
    profile ??= profileFor(scan, entry.name);
    const actual: Actual = { crc: 0, packed: 0, size: 0 };
    const content = byteSource(memberContent(scan, entry, actual));
    if (folder) {
      if ((await content.fill(1)) > 0) throw new Malformed('zip-folder', 'a folder has content', at);
    } else {
      const format = await noting(scan, member, profile.member(accepted ?? entry.name, member, content, at));
      // Whatever the scanner left is judged already; reading it on verifies the check sum.
      await noting(scan, member, passOver(content));
      notebook.member({ name: member, bytes: actual.size, format });
    }
    members.push({ ...entry, ...actual });
  }
  if (members.every(({ name }) => name.endsWith('/')))
    notebook.refuse('empty-archive', 'the archive holds no file', { member: outer });
  await readDirectory(scan, members);
  profile?.end();
  return profile?.format ?? 'zip';
};

/** What is wrong inside one member is told, and does not hide what is wrong behind it. */
const noting = async (
  { notebook }: Scan,
  member: string,
  doing: Promise<string | undefined>,
): Promise<string | undefined> => {
  try {
    return await doing;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    notebook.refuse(error.code, error.message, { member, offset: error.offset, advice: error.advice });
    return undefined;
  }
};

const passOver = async (content: ByteSource): Promise<undefined> => {
  for await (const _ of content.rest());
};

const readLocal = async ({ source, limits }: Scan, at: number): Promise<ZipEntry> => {
  const fixed = await source.take(30);
  const length = fixed.readUInt16LE(26);
  if (length > limits.nameLength) throw new Malformed('zip-name', 'a name is too long', at);
  const entry = localEntry(fixed, await source.take(length), await source.take(fixed.readUInt16LE(28)), at);
  if (entry.flags & ~0x808)
    throw new Malformed(
      'zip-flags',
      `the flags 0x${entry.flags.toString(16)} are not accepted`,
      at,
      'pack without encryption or patches',
    );
  if (entry.method !== 0 && entry.method !== 8)
    throw new Malformed(
      'zip-method',
      `the compression method ${entry.method} is not accepted`,
      at,
      'store or deflate the members',
    );
  return entry;
};
