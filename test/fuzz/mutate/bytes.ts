import type { Random } from '../random.ts';
import { anyOf, type Mutation } from './mutation.ts';

/** Numbers at which counters, signs and sizes turn over. */
const TURNS = [0, 1, 2, 3, 7, 8, 16, 31, 32, 64, 100, 127, 128, 255, 256, 1000, 1024, 4096, 0x7fff, 0x8000, 0xffff];
const WIDE_TURNS = [
  0x10000n,
  0xffffffn,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  0x100000000n,
  0x1fffffffffffffn,
  0x20000000000000n,
  0x7fffffffffffffffn,
  0x8000000000000000n,
  0xffffffffffffffffn,
];

const replaced = (bytes: Buffer, at: number, until: number, by: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(until)]);

/** A range, mostly short. */
const range = (bytes: Buffer, random: Random): readonly [from: number, to: number] => {
  const from = random.below(bytes.length);
  const longest = random.pick([1, 2, 4, 8, 16, 64, 256, 4096, bytes.length]);
  return [from, Math.min(bytes.length, from + 1 + random.below(longest))];
};

const randomBytes = (random: Random, count: number): Buffer =>
  Buffer.from(Array.from({ length: count }, () => random.below(256)));

const flip: Mutation = (bytes, random) => {
  if (bytes.length === 0) return undefined;
  const changed = Buffer.from(bytes);
  for (let left = random.pick([1, 1, 1, 2, 4, 16]); left > 0; left--) {
    const at = random.below(changed.length);
    changed[at] = (changed[at] as number) ^ (random.oneIn(2) ? 1 << random.below(8) : 1 + random.below(255));
  }
  return changed;
};

const nudge: Mutation = (bytes, random) => {
  if (bytes.length === 0) return undefined;
  const changed = Buffer.from(bytes);
  const at = random.below(changed.length);
  changed[at] = ((changed[at] as number) + random.pick([-2, -1, 1, 2, 16, -16]) + 256) % 256;
  return changed;
};

/** Writes a telling number over whatever stands there: lengths, counts and offsets are hit sooner or later. */
const number: Mutation = (bytes, random) => {
  const width = random.pick([1, 2, 4, 8]);
  if (bytes.length < width) return undefined;
  const near = BigInt(bytes.length + random.below(9) - 4);
  const value = random.pick([
    BigInt(random.pick(TURNS)),
    random.pick(WIDE_TURNS),
    near < 0n ? 0n : near,
    BigInt(random.below(2 ** 32)),
  ]);
  const changed = Buffer.from(bytes);
  const at = random.below(bytes.length - width + 1);
  const little = Buffer.alloc(8);
  little.writeBigUInt64LE(BigInt.asUintN(64, value));
  const written = little.subarray(0, width);
  (random.oneIn(3) ? written.reverse() : written).copy(changed, at);
  return changed;
};

const remove: Mutation = (bytes, random) => {
  if (bytes.length === 0) return undefined;
  const [from, to] = range(bytes, random);
  return replaced(bytes, from, to, Buffer.alloc(0));
};

const repeat: Mutation = (bytes, random) => {
  if (bytes.length === 0) return undefined;
  const [from, to] = range(bytes, random);
  const times = Math.min(random.pick([1, 1, 2, 3, 50]), Math.floor(200_000 / (to - from)));
  return replaced(bytes, to, to, Buffer.concat(Array.from({ length: times }, () => bytes.subarray(from, to))));
};

const move: Mutation = (bytes, random) => {
  if (bytes.length < 2) return undefined;
  const [from, to] = range(bytes, random);
  const rest = replaced(bytes, from, to, Buffer.alloc(0));
  const at = random.below(rest.length + 1);
  return replaced(rest, at, at, bytes.subarray(from, to));
};

const insert: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  const count = random.pick([1, 1, 2, 4, 8, 32]);
  const same = Buffer.alloc(random.pick([1, 16, 512, 3000]), random.below(256));
  return replaced(bytes, at, at, random.oneIn(5) ? same : randomBytes(random, count));
};

const overwrite: Mutation = (bytes, random) => {
  if (bytes.length === 0) return undefined;
  const [from, to] = range(bytes, random);
  const count = Math.min(to - from, 512);
  return replaced(bytes, from, from + count, randomBytes(random, count));
};

const truncate: Mutation = (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1));

/** The beginning of this file and the end of another. */
const join: Mutation = (bytes, random, other) =>
  Buffer.concat([bytes.subarray(0, random.below(bytes.length + 1)), other.subarray(random.below(other.length + 1))]);

/** A piece of another file, put in or laid over. */
const graft: Mutation = (bytes, random, other) => {
  if (other.length === 0) return undefined;
  const [from, to] = range(other, random);
  const at = random.below(bytes.length + 1);
  return replaced(bytes, at, random.oneIn(2) ? at : Math.min(bytes.length, at + to - from), other.subarray(from, to));
};

/** Changes that know nothing of the format. */
export const blind: Mutation = anyOf([
  flip,
  flip,
  nudge,
  number,
  number,
  number,
  remove,
  repeat,
  move,
  insert,
  overwrite,
  truncate,
  join,
  graft,
  graft,
]);
