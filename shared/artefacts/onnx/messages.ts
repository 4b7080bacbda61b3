import type { ByteSource } from '../byte-source.ts';
import { Malformed } from '../notebook.ts';

/** One field of a protobuf message, its content not read yet when it is bytes. */
export interface WireField {
  readonly number: number;
  readonly offset: number;
  /** Of a number. */
  readonly value: bigint | undefined;
  /** Of bytes, a text or a message: they stand next in the source. */
  readonly length: number;
}

/**
 * Reads the fields of a message in their order, as a stream (https://protobuf.dev/programming-guides/encoding). What the
 * visitor leaves of a field's bytes is passed over. @throws Malformed
 */
export const eachField = async (
  source: ByteSource,
  length: number,
  visit: (field: WireField) => Promise<void> | void,
): Promise<void> => {
  const end = source.offset() + length;
  for (;;) {
    if (source.window().length < 24 && (await source.fill(24)) === 0) {
      if (length === Number.POSITIVE_INFINITY) return;
      if (source.offset() < end) throw new Malformed('truncated', 'the file ends inside a message', source.offset());
    }
    const offset = source.offset();
    if (offset === end) return;
    const key = varint(source);
    const [number, wire] = [Number(key >> 3n), Number(key & 7n)];
    if (number === 0 || number > 2 ** 29)
      throw new Malformed('protobuf-malformed', `the field number ${number} cannot be`, offset);
    const value = wire === 0 ? varint(source) : undefined;
    const size = wire === 1 ? 8 : wire === 5 ? 4 : wire === 2 ? Number(varint(source)) : wire === 0 ? 0 : -1;
    if (size < 0) throw new Malformed('protobuf-malformed', `the wire type ${wire} is not known`, offset);
    const after = source.offset() + size;
    if (after > end || after > Number.MAX_SAFE_INTEGER)
      throw new Malformed('protobuf-malformed', 'a field is longer than its message', offset);
    const doing = visit({ number, offset, value, length: wire === 2 ? size : -1 });
    if (doing) await doing;
    if (source.offset() < after) await source.skip(after - source.offset());
  }
};

const varint = (source: ByteSource): bigint => {
  const window = source.window();
  let value = 0n;
  for (let i = 0; i < 10; i++) {
    const byte = window[i];
    if (byte === undefined) throw new Malformed('truncated', 'a number is cut off', source.offset());
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) {
      source.consume(i + 1);
      return value;
    }
  }
  throw new Malformed('protobuf-malformed', 'a number is longer than ten bytes', source.offset());
};

/** The text of a field. @throws Malformed when it is longer than any name */
export const textOf = async (source: ByteSource, { length, offset }: WireField): Promise<string> => {
  if (length < 0 || length > 65_536)
    throw new Malformed('protobuf-malformed', 'a text is a number, or is too long', offset);
  return (await source.take(length)).toString('utf8');
};

/** Whether the field holds bytes: a message, a text or packed numbers. */
export const holdsBytes = ({ length }: WireField): boolean => length >= 0;
