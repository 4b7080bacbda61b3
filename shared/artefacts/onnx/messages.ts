import type { ByteSource } from '../byte-source.ts';
import { Malformed } from '../notebook.ts';

/** Where a message is read: what is at hand of its source, and the place in it. */
export interface Wire {
  readonly source: ByteSource;
  window: Buffer;
  at: number;
  /** Offset of the window's first byte. */
  base: number;
}

/** A field that holds bytes: a message, a text or packed numbers. They stand next on the wire. */
export interface WireField {
  readonly number: number;
  readonly offset: number;
  readonly length: number;
}

/** What is done with the fields of a message. What is left of a field's bytes is passed over. */
export interface FieldVisit {
  readonly bytes?: (field: WireField) => Promise<unknown> | undefined;
  /** The value is not a number when it has a fixed width: no field that is looked at has. */
  readonly number?: (number: number, value: number, offset: number) => void;
}

/** A key and a length or number, ten bytes each at most. */
const LOOK = 24;

export const wireOf = (source: ByteSource): Wire => ({
  source,
  window: source.window(),
  at: 0,
  base: source.offset(),
});

/**
 * Reads the fields of a message in their order, as a stream (https://protobuf.dev/programming-guides/encoding): without
 * waiting as long as they are at hand. @throws Malformed
 */
export const eachField = async (wire: Wire, length: number, visit: FieldVisit): Promise<void> => {
  const end = wire.base + wire.at + length;
  for (;;) {
    if (wire.window.length - wire.at < LOOK && (await refill(wire, LOOK)) === 0) {
      if (length === Number.POSITIVE_INFINITY) return;
      if (wire.base < end) throw new Malformed('truncated', 'the file ends inside a message', wire.base);
    }
    if (!visit.number) passNumbers(wire, end - wire.base);
    const offset = wire.base + wire.at;
    if (offset === end) return;
    const key = varint(wire);
    const [number, type] = [Math.floor(key / 8), key % 8];
    if (number === 0 || number > 2 ** 29)
      throw new Malformed('protobuf-malformed', `the field number ${number} cannot be`, offset);
    const value = type === 0 || type === 2 ? varint(wire) : 0;
    const size = type === 2 ? value : type === 5 ? 4 : type === 1 ? 8 : type === 0 ? 0 : -1;
    if (size < 0) throw new Malformed('protobuf-malformed', `the wire type ${type} is not known`, offset);
    const after = wire.base + wire.at + size;
    if (after > end || after > Number.MAX_SAFE_INTEGER)
      throw new Malformed('protobuf-malformed', 'a field is longer than its message', offset);
    if (type === 0 || type === 1 || type === 5) visit.number?.(number, type === 0 ? value : Number.NaN, offset);
    else if (type === 2) {
      const doing = visit.bytes?.({ number, offset, length: size });
      if (doing) await doing;
    }
    const left = after - wire.base - wire.at;
    if (left <= wire.window.length - wire.at) wire.at += left;
    else await passOver(wire, left);
  }
};

/** Passes over numbers that nobody wants, as far as they are surely at hand: trees are lists of millions. */
const passNumbers = (wire: Wire, end: number): void => {
  const { window } = wire;
  const stop = Math.min(window.length, end) - LOOK;
  let at = wire.at;
  while (at < stop) {
    const key = window[at] as number;
    if (key < 8 || key > 0x7f) break;
    const type = key & 7;
    if (type === 5) at += 5;
    else if (type === 1) at += 9;
    else if (type === 0) {
      let last = at + 1;
      while (last < at + 10 && (window[last] as number) > 0x7f) last++;
      if ((window[last] as number) > 0x7f) break;
      at = last + 1;
    } else break;
  }
  wire.at = at;
};

const settle = (wire: Wire): void => {
  wire.source.consume(wire.at);
  wire.window = wire.source.window();
  wire.base = wire.source.offset();
  wire.at = 0;
};

const refill = async (wire: Wire, wanted: number): Promise<number> => {
  settle(wire);
  const have = await wire.source.fill(wanted);
  settle(wire);
  return have;
};

const passOver = async (wire: Wire, count: number): Promise<void> => {
  settle(wire);
  await wire.source.skip(count);
  settle(wire);
};

/** Numbers above 2^53 lose their last bits, and are beyond every limit. */
const varint = (wire: Wire): number => {
  const { window } = wire;
  let [value, scale] = [0, 1];
  for (let i = wire.at; i < wire.at + 10; i++) {
    const byte = window[i];
    if (byte === undefined) throw new Malformed('truncated', 'a number is cut off', wire.base + wire.at);
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) {
      wire.at = i + 1;
      return value;
    }
    scale *= 128;
  }
  throw new Malformed('protobuf-malformed', 'a number is longer than ten bytes', wire.base + wire.at);
};

/** The bytes of a field. @throws Malformed when they are more than the limit */
export const bytesOf = async (wire: Wire, { length, offset }: WireField, limit: number): Promise<Buffer> => {
  if (length > limit) throw new Malformed('protobuf-malformed', 'a text or a list is too long', offset);
  if (wire.window.length - wire.at < length && (await refill(wire, length)) < length)
    throw new Malformed('truncated', 'the file ends inside a message', wire.base);
  wire.at += length;
  return wire.window.subarray(wire.at - length, wire.at);
};

/** The text of a field. @throws Malformed when it is longer than any name */
export const textOf = async (wire: Wire, field: WireField): Promise<string> =>
  (await bytesOf(wire, field, 65_536)).toString('utf8');
