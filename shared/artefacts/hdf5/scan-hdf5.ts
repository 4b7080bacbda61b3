import { judgeConfig, judgeTraining } from '../keras/config.ts';
import { Malformed } from '../notebook.ts';
import type { Scan } from '../scan.ts';
import { attributeOf, TYPE, textOfAttribute } from './attribute.ts';
import { type Claims, claimsOn } from './claims.ts';
import { type GlobalHeap, globalHeap } from './global-heap.ts';
import { type Message, messagesAt } from './object-header.ts';
import { groupLinks } from './old-groups.ts';
import { at32, at64, NOWHERE, slice } from './reading.ts';
import { claimStorage } from './storage.ts';
import { superblockOf } from './superblock.ts';

/** Header messages (HDF5 File Format Specification, IV.A.2) that say where an object's parts are. */
const MESSAGE = {
  linkInfo: 2,
  externalFiles: 7,
  link: 6,
  layout: 8,
  filters: 11,
  attribute: 12,
  type: 3,
  symbolTable: 17,
  attributeInfo: 21,
} as const;
/** Filters that are built in: deflate, shuffle, fletcher32. Others are loaded as plugins. */
const FILTERS = [1, 2, 3];

/**
 * Judges an HDF5 file by walking every object from its root (S-35): only hard links, no files elsewhere, no filters that
 * are loaded as code, and a Keras configuration in its attributes under Keras's rules. It cannot be read in one pass, so
 * it is held whole up to a limit.
 */
export const scanHdf5 = async (scan: Scan): Promise<string> => {
  const { source, notebook, member, limits } = scan;
  const length = await source.fill(limits.heldBytes + 1);
  if (length > limits.heldBytes)
    throw new Malformed(
      'limit-held-bytes',
      `HDF5 above ${limits.heldBytes} bytes is not read`,
      0,
      'save the model as ONNX or safetensors',
    );
  const file = source.consume(length);
  const before = notebook.findings.length;
  const claimed = claimsOn(file, notebook);
  const superblock = superblockOf(file, claimed);
  const heap = globalHeap(file, claimed);
  const parts: Parts = { scan, file, claims: claimed, heap };
  const seen = new Set<number>();
  const waiting = [superblock.root, superblock.extension].filter((at) => at !== NOWHERE);
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    notebook.spend('elements', 1, at);
    const messages = messagesAt(file, at, claimed);
    for (const message of messages) waiting.push(...judgeMessage(parts, message));
    judgeStorage(parts, messages);
  }
  if (superblock.end !== file.length)
    notebook.refuse('hdf5-length', `the file says it has ${superblock.end} bytes and has ${file.length}`, {
      member,
      offset: superblock.end,
    });
  // What was refused was not read on, and claims nothing.
  if (notebook.findings.length === before) judgeRest(parts);
  return 'hdf5';
};

interface Parts {
  readonly scan: Scan;
  readonly file: Buffer;
  readonly claims: Claims;
  readonly heap: GlobalHeap;
}

/** Texts of variable length lie elsewhere than the values of their array. */
const judgeStorage = ({ file, claims, heap }: Parts, messages: readonly Message[]): void => {
  const type = messages.find((message) => message.type === MESSAGE.type)?.body[0] ?? 0;
  const filtered = messages.some((message) => message.type === MESSAGE.filters);
  for (const { at, length } of claimStorage(file, messages, claims))
    if ((type & 0x0f) === TYPE.variable && !filtered) heap.use(slice(file, at, length));
};

/** Answers objects that the message leads to. */
const judgeMessage = (parts: Parts, { type, at, body, shared }: Message): readonly number[] => {
  const { scan, file, claims } = parts;
  const refuse = (code: string, message: string): readonly number[] => {
    scan.notebook.refuse(code, message, {
      member: scan.member,
      offset: at,
      advice: 'save the model without links, plugins or files beside it',
    });
    return [];
  };
  if (type === MESSAGE.symbolTable)
    return groupLinks(file, at64(body, 0), at64(body, 8), claims, (message) => refuse('hdf5-link', message));
  if (type === MESSAGE.link) return linkOf(body, refuse);
  if (type === MESSAGE.linkInfo) {
    const heap = at64(body, (body[1] ?? 0) & 1 ? 10 : 2);
    return heap === NOWHERE ? [] : refuse('hdf5-unsupported', 'a group keeps its links in a form that is not read');
  }
  if (type === MESSAGE.attributeInfo) {
    const heap = at64(body, (body[1] ?? 0) & 1 ? 4 : 2);
    return heap === NOWHERE ? [] : refuse('hdf5-unsupported', 'attributes are kept in a form that is not read');
  }
  if (type === MESSAGE.externalFiles) return refuse('hdf5-external', 'an array keeps its values in another file');
  if (type === MESSAGE.layout && (body[0] ?? 0) >= 3 && body[1] === 3)
    return refuse('hdf5-external', 'an array is made of other files (virtual)');
  if (type === MESSAGE.filters) return judgeFilters(body, refuse);
  // A type that has a name of its own is an object.
  if (type === MESSAGE.type && shared) return [at64(body, body[0] === 1 ? 8 : 2)];
  if (type === MESSAGE.attribute) judgeAttributes(parts, body);
  return [];
};

const linkOf = (body: Buffer, refuse: (code: string, message: string) => readonly number[]): readonly number[] => {
  const flags = body[1] ?? 0;
  let at = 2;
  const kind = flags & 8 ? (body[at++] ?? 0) : 0;
  if (flags & 4) at += 8;
  if (flags & 16) at += 1;
  const width = 1 << (flags & 3);
  const length = width === 1 ? (body[at] ?? 0) : width === 2 ? body.readUInt16LE(at) : at32(body, at);
  at += width + length;
  return kind === 0 ? [at64(body, at)] : refuse('hdf5-link', `a link of type ${kind} leads elsewhere`);
};

const judgeFilters = (
  body: Buffer,
  refuse: (code: string, message: string) => readonly number[],
): readonly number[] => {
  const [version, count] = [body[0] ?? 0, body[1] ?? 0];
  let at = version === 1 ? 8 : 2;
  for (let i = 0; i < count; i++) {
    if (at + 8 > body.length) return refuse('hdf5-malformed', 'a list of filters is damaged');
    const id = body.readUInt16LE(at);
    if (!FILTERS.includes(id)) refuse('hdf5-filter', `the filter ${id} is loaded as a plugin`);
    const named = version === 1 || id >= 256;
    const name = named ? body.readUInt16LE(at + 2) : 0;
    const values = body.readUInt16LE(at + (named ? 6 : 4));
    at += (named ? 8 : 6) + name + 4 * values + (version === 1 && values % 2 === 1 ? 4 : 0);
  }
  return [];
};

/** A Keras model of the old form keeps its configuration as text in an attribute. */
const judgeAttributes = ({ scan, heap }: Parts, body: Buffer): void => {
  const { name, type, value } = attributeOf(body);
  if (type === TYPE.variable) heap.use(value);
  if (name !== 'model_config' && name !== 'training_config') return;
  const text = textOfAttribute(heap, type, value);
  if (text) (name === 'model_config' ? judgeConfig : judgeTraining)(scan, text);
  else
    scan.notebook.refuse('hdf5-unsupported', 'the Keras configuration is kept in a form that is not read', {
      member: scan.member,
      advice: 'save the model in the .keras format',
    });
};

/**
 * Every byte belongs to one part, or is zero (S-03): so are the files that Keras and h5py write in one go, the slack of
 * their nodes included. What attributes leave that were written anew cannot be told from what somebody hid: a little of
 * it is taken and stands in the report among the limits; more, as deleted arrays leave it, refuses.
 */
const judgeRest = ({ scan: { notebook, member, limits }, claims }: Parts): void => {
  const { shared, stale } = claims.judged();
  if (shared !== undefined)
    notebook.refuse('hdf5-overlap', 'parts of the file share bytes', { member, offset: shared });
  if (!stale) return;
  const [at, count] = stale;
  notebook.reach('unclaimedBytes', Math.min(count, limits.unclaimedBytes), at);
  if (count > limits.unclaimedBytes)
    notebook.refuse('limit-unclaimed-bytes', `${count} bytes that are not zero belong to nothing in the file`, {
      member,
      offset: at,
      advice: 'save the model anew, or write the file without what was deleted: h5repack old.h5 new.h5',
    });
};
