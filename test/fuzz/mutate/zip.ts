import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Member } from './archives.ts';

const [LOCAL, DIRECTORY, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const HAS_DESCRIPTOR = 8;

/** Members of a zip by its directory; `undefined` when it is not understood. */
export const zipMembers = (bytes: Buffer): Member[] | undefined => {
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0 || end + 22 > bytes.length) return undefined;
  const members: Member[] = [];
  for (let at = bytes.readUInt32LE(end + 16); at + 46 <= bytes.length && bytes.readUInt32LE(at) === DIRECTORY; ) {
    const [packed, named, extra] = [
      bytes.readUInt32LE(at + 20),
      bytes.readUInt16LE(at + 28),
      bytes.readUInt16LE(at + 30),
    ];
    const local = bytes.readUInt32LE(at + 42);
    if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== LOCAL) return undefined;
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const raw = bytes.subarray(start, start + packed);
    try {
      const content = bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(raw, { maxOutputLength: 2 ** 20 }) : raw;
      members.push({
        name: bytes.subarray(at + 46, at + 46 + named),
        header: bytes.subarray(local, local + 30),
        content,
      });
    } catch {
      return undefined;
    }
    at += 46 + named + extra + bytes.readUInt16LE(at + 32);
  }
  return members.length > 0 ? members : undefined;
};

/** Writes a zip whose sizes, check sums, directory and end record are right; flags, method and times are the members' own. */
export const zipOf = (members: readonly Member[]): Buffer => {
  const [files, directory]: [Buffer[], Buffer[]] = [[], []];
  let at = 0;
  for (const { name, header, content } of members) {
    const local = Buffer.alloc(30);
    header.copy(local);
    const method = local.readUInt16LE(8);
    const raw = method === 8 ? deflateRawSync(content, { level: 1 }) : content;
    local.writeUInt32LE(LOCAL, 0);
    local.writeUInt16LE(local.readUInt16LE(6) & ~HAS_DESCRIPTOR, 6);
    local.writeUInt32LE(crc32(content), 14);
    local.writeUInt32LE(raw.length, 18);
    local.writeUInt32LE(content.length, 22);
    local.writeUInt16LE(name.length % 2 ** 16, 26);
    local.writeUInt16LE(0, 28);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(DIRECTORY, 0);
    local.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(at, 42);
    files.push(local, name, raw);
    directory.push(entry, name);
    at += 30 + name.length + raw.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...files, listed, end]);
};
