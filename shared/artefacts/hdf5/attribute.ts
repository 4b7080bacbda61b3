import { Malformed } from '../notebook.ts';
import type { GlobalHeap } from './global-heap.ts';
import { at32, slice } from './reading.ts';

/** Classes of types that texts have. */
export const TYPE = { text: 3, variable: 9 } as const;

/** Name, class of the type (format specification, IV.A.2.d) and raw value of an attribute message of version 1, 2 or 3 (format specification, IV.A.2.m). @throws Malformed */
export const attributeOf = (body: Buffer): { readonly name: string; readonly type: number; readonly value: Buffer } => {
  const version = body[0] ?? 0;
  if (version < 1 || version > 3 || body.length < 9) throw new Malformed('hdf5-malformed', 'an attribute is damaged');
  // Version 1 pads each part to eight bytes.
  const padded = (size: number): number => (version === 1 ? Math.ceil(size / 8) * 8 : size);
  const [name, type, space] = [body.readUInt16LE(2), body.readUInt16LE(4), body.readUInt16LE(6)];
  const start = version === 3 ? 9 : 8;
  const value = start + padded(name) + padded(type) + padded(space);
  return {
    name: slice(body, start, name).toString('latin1').replace(/\0.*$/s, ''),
    type: (slice(body, start + padded(name), type)[0] ?? 0) & 0x0f,
    value: slice(body, value, Math.max(0, body.length - value)),
  };
};

/** A text that stands in the attribute itself, or in the global heap that it points into. @throws Malformed */
export const textOfAttribute = (heap: GlobalHeap, type: number, value: Buffer): Buffer | undefined => {
  if (type === TYPE.text) return value.subarray(0, value.lastIndexOf('}') + 1);
  if (type !== TYPE.variable || value.length < 16) return undefined;
  return heap.object(value)?.subarray(0, at32(value, 0));
};
