import type { Random } from '../random.ts';
import { blind } from './bytes.ts';
import type { Mutation } from './mutation.ts';

/** A member of an archive as its writer wrote it, so that the rest stays the same when its content changes. */
export interface Member {
  readonly name: Buffer;
  readonly content: Buffer;
  /** Fixed header of the member: of the tar entry, or of the zip's local header. */
  readonly header: Buffer;
}

/** Changes members: what is in them (by `inside`), their names, their headers, their number and order. */
export const changedMembers = (
  members: readonly Member[],
  inside: Mutation,
  random: Random,
  other: Buffer,
  theirs: readonly Member[],
): Member[] => {
  const changed = [...members];
  const at = random.below(changed.length);
  const member = changed[at] as Member;
  const their = theirs.length > 0 ? random.pick(theirs) : member;
  switch (random.below(10)) {
    case 0:
      changed.splice(at, 1);
      break;
    case 1:
      changed.splice(random.below(changed.length + 1), 0, member);
      break;
    case 2:
      changed.splice(random.below(changed.length + 1), 0, their);
      break;
    case 3:
      changed[at] = {
        ...member,
        name: random.oneIn(2) ? random.pick(NAMES) : (blind(member.name, random, their.name) ?? member.name),
      };
      break;
    case 4:
      changed[at] = { ...member, header: blind(member.header, random, their.header) ?? member.header };
      break;
    default:
      changed[at] = {
        ...member,
        content:
          inside(member.content, random, their.content) ?? blind(member.content, random, other) ?? member.content,
      };
  }
  return changed;
};

// biome-ignore format: a table, not a column
const NAMES = [
  '../model.onnx', '/model.onnx', './model.onnx', 'a/b/c/d.npy', 'code/inference.py', 'C:x', 'a\\b', 'con', '', '.', 'x\0y',
  'archive/data.pkl', 'archive/data/0', 'archive/version', 'config.json', 'é.onnx', 'x/'.repeat(40), 'n'.repeat(2000), '__proto__',
].map((name) => Buffer.from(name));

const BLOCK = 512;

/** Entries of a tar; `undefined` when it is not understood. */
export const tarMembers = (bytes: Buffer): Member[] | undefined => {
  const members: Member[] = [];
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0; ) {
    const header = bytes.subarray(at, at + BLOCK);
    const size = Number.parseInt(header.toString('latin1', 124, 135), 8);
    if (!(size >= 0) || at + BLOCK + size > bytes.length) return members.length > 0 ? members : undefined;
    const end = header.indexOf(0);
    members.push({
      name: header.subarray(0, Math.min(100, end < 0 ? 100 : end)),
      header,
      content: bytes.subarray(at + BLOCK, at + BLOCK + size),
    });
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return members.length > 0 ? members : undefined;
};

/** Writes a tar whose sizes and check sums are right. */
export const tarOf = (members: readonly Member[]): Buffer =>
  Buffer.concat([
    ...members.flatMap(({ name, header, content }) => {
      const written = Buffer.alloc(BLOCK);
      header.copy(written);
      written.fill(0, 0, 100);
      name.copy(written, 0, 0, 100);
      written.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
      written.fill(' ', 148, 156);
      const sum = written.reduce((total, byte) => total + byte, 0);
      written.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
      return [written, content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)];
    }),
    Buffer.alloc(2 * BLOCK),
  ]);
