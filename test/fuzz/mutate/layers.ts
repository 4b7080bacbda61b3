import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import type { Random } from '../random.ts';
import { changedMembers, type Member, tarMembers, tarOf } from './archives.ts';
import type { Mutation } from './mutation.ts';
import { zipMembers, zipOf } from './zip.ts';

const LARGEST = 2 ** 20;

/**
 * Opens compression and archives, changes what is inside (by `inside`, or deeper still), and packs it again with right
 * check sums and lengths, so that the change is met by the scanner of the content.
 */
export const within =
  (inside: Mutation, depth = 3): Mutation =>
  (bytes, random, other) => {
    if (depth === 0) return undefined;
    const deeper: Mutation = (inner, chance, theirs) =>
      within(inside, depth - 1)(inner, chance, theirs) ?? inside(inner, chance, theirs);
    return (
      recompressed(bytes, random, other, deeper) ??
      rearchived(tarMembers, tarOf, bytes[257] === 0x75, bytes, random, other, deeper) ??
      rearchived(zipMembers, zipOf, bytes[0] === 0x50 && bytes[1] === 0x4b, bytes, random, other, deeper)
    );
  };

const recompressed = (bytes: Buffer, random: Random, other: Buffer, inside: Mutation): Buffer | undefined => {
  const own = expanded(bytes);
  if (!own) return undefined;
  const changed = inside(own, random, expanded(other) ?? other);
  if (!changed) return undefined;
  return bytes[0] === 0x1f ? gzipSync(changed, { level: 1 }) : deflateSync(changed, { level: 1 });
};

const expanded = (bytes: Buffer): Buffer | undefined => {
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes, { maxOutputLength: LARGEST });
    if (bytes[0] === 0x78) return inflateSync(bytes, { maxOutputLength: LARGEST });
  } catch {
    // Damaged: then it is no layer.
  }
  return undefined;
};

const rearchived = (
  open: (bytes: Buffer) => Member[] | undefined,
  pack: (members: readonly Member[]) => Buffer,
  right: boolean,
  bytes: Buffer,
  random: Random,
  other: Buffer,
  inside: Mutation,
): Buffer | undefined => {
  const members = right ? open(bytes) : undefined;
  return members && pack(changedMembers(members, inside, random, other, open(other) ?? []));
};
