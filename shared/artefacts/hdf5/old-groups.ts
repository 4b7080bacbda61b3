import { Malformed } from '../notebook.ts';
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
  refuse: (message: string) => void,
): readonly number[] => {
  if (slice(file, heap, 4).toString('latin1') !== 'HEAP')
    throw new Malformed('hdf5-malformed', 'a group has no names', heap);
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
      for (let i = 0; i < count; i++) waiting.push(at64(file, at + 24 + 8 + 16 * i));
    } else if (signature === 'SNOD') {
      const count = file.readUInt16LE(at + 6);
      for (let i = 0; i < count; i++) {
        const entry = at + 8 + ENTRY * i;
        const object = at64(file, entry + 8);
        if (at32(file, entry + 16) === 2 || object === NOWHERE) refuse('a soft link leads elsewhere');
        else found.push(object);
      }
    } else throw new Malformed('hdf5-malformed', 'a node of a group is damaged', at);
  }
  return found;
};
