import { judgeConfig } from '../keras/config.ts';
import { Malformed } from '../notebook.ts';
import type { Scan } from '../scan.ts';
import { attributeOf, textOfAttribute } from './attribute.ts';
import { type Message, messagesAt } from './object-header.ts';
import { groupLinks } from './old-groups.ts';
import { at32, at64, NOWHERE } from './reading.ts';

/** Header messages (HDF5 File Format Specification, IV.A.2) that say where an object's parts are. */
const MESSAGE = {
  linkInfo: 2,
  externalFiles: 7,
  link: 6,
  layout: 8,
  filters: 11,
  attribute: 12,
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
  const seen = new Set<number>();
  const waiting = [rootOf(file)];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    notebook.spend('elements', 1, at);
    for (const message of messagesAt(file, at)) waiting.push(...judgeMessage(scan, file, message));
  }
  const end = endOf(file);
  if (end !== file.length)
    notebook.refuse('hdf5-length', `the file says it has ${end} bytes and has ${file.length}`, { member, offset: end });
  return 'hdf5';
};

/** Answers objects that the message leads to. */
const judgeMessage = (scan: Scan, file: Buffer, { type, at, body }: Message): readonly number[] => {
  const refuse = (code: string, message: string): readonly number[] => {
    scan.notebook.refuse(code, message, {
      member: scan.member,
      offset: at,
      advice: 'save the model without links, plugins or files beside it',
    });
    return [];
  };
  if (type === MESSAGE.symbolTable)
    return groupLinks(file, at64(body, 0), at64(body, 8), (message) => refuse('hdf5-link', message));
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
  if (type === MESSAGE.attribute) judgeAttributes(scan, file, body);
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
const judgeAttributes = (scan: Scan, file: Buffer, body: Buffer): void => {
  const { name, value } = attributeOf(body);
  if (name !== 'model_config') return;
  const text = textOfAttribute(file, value);
  if (text) judgeConfig(scan, text);
  else
    scan.notebook.refuse('hdf5-unsupported', 'the Keras configuration is kept in a form that is not read', {
      member: scan.member,
      advice: 'save the model in the .keras format',
    });
};

/** Superblock (format specification, II.A): versions 0 and 1 name the root in a symbol table entry, 2 and 3 directly. */
const rootOf = (file: Buffer): number => {
  const version = file[8] ?? 255;
  const widths = version < 2 ? [file[13], file[14]] : [file[9], file[10]];
  if (version > 3 || widths[0] !== 8 || widths[1] !== 8)
    throw new Malformed('hdf5-unsupported', `the superblock version ${version} is not read`, 8);
  if (version >= 2) return at64(file, 36);
  return at64(file, (version === 0 ? 24 : 28) + 32 + 8);
};

const endOf = (file: Buffer): number => {
  const version = file[8] ?? 255;
  return at64(file, version >= 2 ? 28 : (version === 0 ? 24 : 28) + 16);
};
