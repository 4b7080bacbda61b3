import { Malformed } from '../notebook.ts';
import type { Claims } from './claims.ts';
import { at32, at64, NOWHERE, slice } from './reading.ts';

const ENTRY = 40;
const MOST_NODES = 1_000_000;

/**
 * Objects of a group of the old form: a B-tree of version 1 whose leaves are symbol nodes (format specification, III.A
 * to III.C). Soft links are told and not followed. @throws Malformed
 */
export const groupLinks = (
  file: Buffer,
  tree: number,
  heap: number,
  claims: Claims,
  refuse: (message: string) => void,
): readonly number[] => {
  if (slice(file, heap, 4).toString('latin1') !== 'HEAP')
    throw new Malformed('hdf5-malformed', 'a group has no names', heap);
  const names = namesOf(file, heap, claims);
  const found: number[] = [];
  const waiting = [tree];
  const seen = new Set<number>();
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at) || seen.size > MOST_NODES) throw new Malformed('hdf5-malformed', 'a group contains itself', at);
    seen.add(at);
    const signature = slice(file, at, 8).toString('latin1', 0, 4);
    if (signature === 'TREE') {
      const count = file.readUInt16LE(at + 6);
      if (file[at + 4] !== 0) throw new Malformed('hdf5-malformed', 'a tree is not of groups', at);
      claims.claim(at, slice(file, at, 24 + 8 + 16 * count).length);
      for (let i = 0; i < count; i++) waiting.push(at64(file, at + 24 + 8 + 16 * i));
    } else if (signature === 'SNOD') {
      const count = file.readUInt16LE(at + 6);
      claims.claim(at, slice(file, at, 8 + ENTRY * count).length);
      for (let i = 0; i < count; i++) {
        const entry = at + 8 + ENTRY * i;
        const object = at64(file, entry + 8);
        names(at64(file, entry));
        if (at32(file, entry + 16) === 2 || object === NOWHERE) refuse('a soft link leads elsewhere');
        else found.push(object);
      }
    } else throw new Malformed('hdf5-malformed', 'a node of a group is damaged', at);
  }
  return found;
};

/** Names stand in a local heap (format specification, III.D), each to its zero and to a multiple of eight. */
const namesOf = (file: Buffer, heap: number, claims: Claims): ((offset: number) => void) => {
  const [size, start] = [at64(file, heap + 8), at64(file, heap + 24)];
  const names = slice(file, start, size);
  claims.claim(heap, 32);
  const claimed = new Set<number>();
  const claim = (offset: number, length: number): void => {
    if (claimed.has(offset)) return;
    claimed.add(offset);
    claims.claim(start + offset, slice(names, offset, length).length);
  };
  // The first name is the empty one of the group itself.
  claim(0, 8);
  // A free piece names the next one and its own length; 1 ends the list.
  for (let free = at64(file, heap + 16); free > 1 && !claimed.has(free); free = at64(names, free)) claim(free, 16);
  return (offset) => {
    const end = names.indexOf(0, Math.max(0, offset));
    if (offset < 0 || end < 0) throw new Malformed('hdf5-malformed', 'a name does not end', heap);
    claim(offset, Math.ceil((end + 1 - offset) / 8) * 8);
  };
};
