import { Malformed } from '../notebook.ts';
import { at32, at64, slice } from './reading.ts';

/** Name and raw value of an attribute message of version 1, 2 or 3 (format specification, IV.A.2.m). @throws Malformed */
export const attributeOf = (body: Buffer): { readonly name: string; readonly value: Buffer } => {
  const version = body[0] ?? 0;
  if (version < 1 || version > 3 || body.length < 9) throw new Malformed('hdf5-malformed', 'an attribute is damaged');
  // Version 1 pads each part to eight bytes.
  const padded = (size: number): number => (version === 1 ? Math.ceil(size / 8) * 8 : size);
  const [name, type, space] = [body.readUInt16LE(2), body.readUInt16LE(4), body.readUInt16LE(6)];
  const start = version === 3 ? 9 : 8;
  const value = start + padded(name) + padded(type) + padded(space);
  return {
    name: slice(body, start, name).toString('latin1').replace(/\0.*$/s, ''),
    value: slice(body, value, Math.max(0, body.length - value)),
  };
};

/** A text that stands in the attribute itself, or in the global heap that it points into. @throws Malformed */
export const textOfAttribute = (file: Buffer, value: Buffer): Buffer | undefined => {
  if (value[0] === 0x7b) return value.subarray(0, value.lastIndexOf('}') + 1);
  if (value.length < 16) return undefined;
  const [length, heap, index] = [at32(value, 0), at64(value, 4), at32(value, 12)];
  if (heap < 0 || slice(file, heap, 16).toString('latin1', 0, 4) !== 'GCOL') return undefined;
  const end = heap + at64(file, heap + 8);
  for (let at = heap + 16; at + 16 <= Math.min(end, file.length); ) {
    const size = at64(file, at + 8);
    if (file.readUInt16LE(at) === index) return slice(file, at + 16, Math.min(size, length));
    if (file.readUInt16LE(at) === 0) return undefined;
    at += 16 + Math.ceil(size / 8) * 8;
  }
  return undefined;
};
