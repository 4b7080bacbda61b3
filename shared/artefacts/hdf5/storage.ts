import { Malformed } from '../notebook.ts';
import type { Claims } from './claims.ts';
import type { Message } from './object-header.ts';
import { at32, at64, NOWHERE, slice } from './reading.ts';

/** Bytes that hold values of an array. */
interface Stretch {
  readonly at: number;
  readonly length: number;
}

const MESSAGE = { space: 1, type: 3, layout: 8, filters: 11 } as const;
const CLASS = { compact: 0, contiguous: 1, chunked: 2 } as const;
const SINGLE_CHUNK = 1;

/** Claims the values of an array (format specification, IV.A.2.i), held against its shape; answers where they lie. @throws Malformed */
export const claimStorage = (file: Buffer, messages: readonly Message[], claims: Claims): readonly Stretch[] => {
  const found = storageOf(file, messages, claims);
  for (const { at, length } of found) claims.claim(at, slice(file, at, length).length);
  return found;
};

const storageOf = (file: Buffer, messages: readonly Message[], claims: Claims): readonly Stretch[] => {
  const layout = messages.find(({ type }) => type === MESSAGE.layout);
  if (!layout) return [];
  const { body, at } = layout;
  const [version, kind] = [body[0] ?? 0, body[1] ?? 0];
  if (version !== 3 && version !== 4) throw unread(at);
  if (kind === CLASS.compact) return [];
  if (kind === CLASS.contiguous) {
    const [from, length] = [at64(body, 2), at64(body, 10)];
    if (from === NOWHERE) return [];
    if (length !== elementsOf(messages) * elementSize(messages))
      throw new Malformed('hdf5-malformed', 'an array does not have the bytes that its shape needs', at);
    return [{ at: from, length }];
  }
  if (kind !== CLASS.chunked) return [];
  const filtered = messages.some(({ type }) => type === MESSAGE.filters);
  return version === 3 ? treeOfChunks(file, body, filtered, claims) : singleChunk(body, at);
};

const unread = (at: number): Malformed =>
  new Malformed('hdf5-unsupported', 'an array is stored in a form that is not read', at, ADVICE);
const ADVICE = 'write the file without libver="latest", or save the model as ONNX or safetensors';

const elementsOf = (messages: readonly Message[]): number => {
  const space = messages.find(({ type }) => type === MESSAGE.space)?.body ?? Buffer.alloc(0);
  const [version, rank] = [space[0] ?? 0, space[1] ?? 0];
  // Version 2 tells arrays without any value apart.
  if (version === 2 && space[3] === 2) return 0;
  let elements = 1;
  for (let i = 0; i < rank; i++) elements *= at64(space, (version === 1 ? 8 : 4) + 8 * i);
  return elements;
};

const elementSize = (messages: readonly Message[]): number => {
  const type = messages.find((message) => message.type === MESSAGE.type);
  if (!type || type.shared) throw unread(type?.at ?? 0);
  return at32(type.body, 4);
};

/** Version 4: one chunk is read; the newer indexes of several are not. */
const singleChunk = (body: Buffer, at: number): readonly Stretch[] => {
  const [flags, rank, width] = [body[2] ?? 0, body[3] ?? 0, body[4] ?? 0];
  let bytes = 1;
  for (let i = 0; i < rank; i++) bytes *= slice(body, 5 + width * i, width).readUIntLE(0, Math.min(6, width));
  const next = 5 + width * rank;
  if (body[next] !== SINGLE_CHUNK) throw unread(at);
  const filtered = (flags & 2) !== 0;
  const from = at64(body, next + (filtered ? 13 : 1));
  return from === NOWHERE ? [] : [{ at: from, length: filtered ? at64(body, next + 1) : bytes }];
};

/** Version 3: a B-tree of version 1 (format specification, III.A.1) whose keys say how long each chunk is. */
const treeOfChunks = (file: Buffer, body: Buffer, filtered: boolean, claims: Claims): readonly Stretch[] => {
  const dimensions = body[2] ?? 0;
  const key = 8 + 8 * dimensions;
  let whole = 1;
  for (let i = 0; i < dimensions; i++) whole *= at32(body, 11 + 4 * i);
  const found: Stretch[] = [];
  const waiting = [at64(body, 3)].filter((at) => at !== NOWHERE);
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const head = slice(file, at, 24);
    if (head.toString('latin1', 0, 4) !== 'TREE' || head[4] !== 1)
      throw new Malformed('hdf5-malformed', 'a tree is not of chunks', at);
    const count = head.readUInt16LE(6);
    const node = slice(file, at, 24 + count * (key + 8) + key);
    // A tree that contains itself claims its nodes twice.
    claims.claim(at, node.length);
    for (let i = 0; i < count; i++) {
      const entry = 24 + i * (key + 8);
      const [length, child] = [at32(node, entry), at64(node, entry + key)];
      if (head[5] !== 0) waiting.push(child);
      else if (!filtered && length !== whole)
        throw new Malformed('hdf5-malformed', 'a chunk does not have the bytes of its shape', at + entry);
      else found.push({ at: child, length });
    }
  }
  return found;
};
