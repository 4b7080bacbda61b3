import { damaged } from './errors.ts';
import type { FlatColumn } from './schema.ts';

/** Values as they are stored, before anybody asks what they mean. */
export type Stored =
  | {
      readonly kind: 'numbers';
      readonly values: Float64Array;
      /** The same numbers whole, where a double does not hold each of them or more must be made of them. */
      readonly exact?: BigInt64Array | BigUint64Array;
    }
  | { readonly kind: 'slices'; readonly bytes: Uint8Array; readonly starts: Int32Array; readonly ends: Int32Array };

/** Reads `count` values one behind the other (Encodings.md, PLAIN); `room` is for doubles. @throws UnreadableParquet */
export const readPlain = (
  { physical, meaning, width }: FlatColumn,
  bytes: Uint8Array,
  from: number,
  count: number,
  room: (count: number) => Float64Array = (count) => new Float64Array(count),
): Stored => {
  // A copy of its own: typed arrays need their numbers at even places. Parquet is little-endian, as are all that run Node.
  const taken = (size: number): ArrayBuffer => {
    if (from + count * size > bytes.length) throw ended();
    return new Uint8Array(bytes.subarray(from, from + count * size)).buffer;
  };
  switch (physical) {
    case 'boolean':
      return { kind: 'numbers', values: bitsOf(bytes, from, count) };
    case 'int32':
      return {
        kind: 'numbers',
        values: new Float64Array(meaning.kind === 'unsigned' ? new Uint32Array(taken(4)) : new Int32Array(taken(4))),
      };
    case 'float':
      return { kind: 'numbers', values: new Float64Array(new Float32Array(taken(4))) };
    case 'double':
      return { kind: 'numbers', values: copiedDoubles(bytes, from, count, room) };
    case 'int64':
      return wholeNumbers(meaning, new BigInt64Array(taken(8)));
    case 'int96':
      return evenSlices(bytes, from, count, 12);
    case 'fixed':
      return evenSlices(bytes, from, count, width);
    case 'bytes':
      return slicesWithLengths(bytes, from, count);
  }
};

/** Doubles one behind the other, where they lie if that is an even place; they last as long as `bytes`. @throws UnreadableParquet */
export const plainDoubles = (
  bytes: Uint8Array,
  from: number,
  count: number,
  room: (count: number) => Float64Array,
): Float64Array => {
  const at = bytes.byteOffset + from;
  if (at % 8 !== 0) return copiedDoubles(bytes, from, count, room);
  if (from + count * 8 > bytes.length) throw ended();
  return new Float64Array(bytes.buffer, at, count);
};

const copiedDoubles = (
  bytes: Uint8Array,
  from: number,
  count: number,
  room: (count: number) => Float64Array,
): Float64Array => {
  if (from + count * 8 > bytes.length) throw ended();
  const values = room(count);
  new Uint8Array(values.buffer, values.byteOffset, 8 * count).set(bytes.subarray(from, from + 8 * count));
  return values;
};

/** Numbers of 64 bits as doubles; they stay at hand whole only where that loses something. */
export const wholeNumbers = ({ kind }: FlatColumn['meaning'], exact: BigInt64Array): Stored => {
  const halves = new DataView(exact.buffer, exact.byteOffset, exact.byteLength);
  const values = new Float64Array(exact.length);
  let lossy = kind === 'moment';
  for (let i = 0; i < values.length; i++) {
    const at = 8 * i;
    const high = kind === 'unsigned' ? halves.getUint32(at + 4, true) : halves.getInt32(at + 4, true);
    // One sum, so one rounding: the nearest double.
    const value = high * 2 ** 32 + halves.getUint32(at, true);
    values[i] = value;
    if (!Number.isSafeInteger(value)) lossy = true;
  }
  const whole = kind === 'unsigned' ? new BigUint64Array(exact.buffer, exact.byteOffset, exact.length) : exact;
  return { kind: 'numbers', values, ...(lossy && { exact: whole }) };
};

const bitsOf = (bytes: Uint8Array, from: number, count: number): Float64Array => {
  if (from + Math.ceil(count / 8) > bytes.length) throw ended();
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = ((bytes[from + (i >> 3)] as number) >> (i & 7)) & 1;
  return values;
};

const evenSlices = (bytes: Uint8Array, from: number, count: number, width: number): Stored => {
  if (from + count * width > bytes.length) throw ended();
  const starts = Int32Array.from({ length: count }, (_, i) => from + i * width);
  return { kind: 'slices', bytes, starts, ends: starts.map((start) => start + width) };
};

const slicesWithLengths = (bytes: Uint8Array, from: number, count: number): Stored => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Each has its length before it.
  if (from + 4 * count > bytes.length) throw ended();
  const [starts, ends] = [new Int32Array(count), new Int32Array(count)];
  let at = from;
  for (let i = 0; i < count; i++) {
    if (at + 4 > bytes.length) throw ended();
    const length = view.getUint32(at, true);
    at += 4;
    if (length > bytes.length - at) throw ended();
    starts[i] = at;
    at += length;
    ends[i] = at;
  }
  return { kind: 'slices', bytes, starts, ends };
};

const ended = () => damaged('the values of a page end too early');
