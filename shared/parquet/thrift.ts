import { damaged } from './errors.ts';

/** Reads a struct field of the given wire type; what has no reader is passed over. */
type FieldReader = (type: number) => void;

/** The compact protocol of Thrift, read field by field: nothing is made for what nobody asked for. */
export interface ThriftReader {
  /** Where the next byte lies. */
  at(): number;
  struct(fields: Readonly<Record<number, FieldReader>>): void;
  list(type: number, each: (type: number) => void): void;
  whole(type: number): number;
  flag(type: number): boolean;
  text(type: number): string;
}

const [STOP, TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, STRUCT] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12,
] as const;
const DEEPEST = 16;
const LONGEST_TEXT = 4096;

/** https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md. @throws UnreadableParquet */
export const thriftReader = (bytes: Uint8Array, start = 0): ThriftReader => {
  let at = start;

  const byte = (): number => {
    if (at >= bytes.length) throw ended();
    return bytes[at++] as number;
  };

  // Exact up to 2^53; larger ones are only ever passed over.
  const unsigned = (): number => {
    let [value, scale] = [0, 1];
    for (let i = 0; i < 10; i++, scale *= 128) {
      const next = byte();
      value += (next & 0x7f) * scale;
      if (next < 0x80) return value;
    }
    throw damaged('a number of the metadata does not end');
  };

  const zigzag = (): number => {
    const value = unsigned();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };

  // Everything in a list or a text takes a byte at least: what is announced must be there.
  const size = (): number => within(unsigned());
  const within = (count: number): number => {
    if (count > bytes.length - at) throw ended();
    return count;
  };

  const skip = (count: number): void => {
    at += count;
  };

  const listHead = (): { of: number; count: number } => {
    const head = byte();
    return { of: head & 0x0f, count: head >> 4 === 15 ? size() : within(head >> 4) };
  };

  const pass = (type: number, depth: number): void => {
    if (depth > DEEPEST) throw damaged('the metadata is nested too deep');
    if (type === TRUE || type === FALSE) return;
    if (type === BYTE) byte();
    else if (type === I16 || type === I32 || type === I64) unsigned();
    else if (type === DOUBLE) skip(within(8));
    else if (type === BINARY) skip(size());
    else if (type === LIST || type === SET) {
      const { of, count } = listHead();
      for (let i = 0; i < count; i++) pass(of === TRUE || of === FALSE ? BYTE : of, depth + 1);
    } else if (type === STRUCT) fieldsOf((inner) => pass(inner, depth + 1));
    else throw damaged(`the metadata holds a value of type ${type}`);
  };

  const fieldsOf = (read: (type: number, id: number) => void): void => {
    for (let id = 0; ; ) {
      const head = byte();
      const type = head & 0x0f;
      if (type === STOP) return;
      id = head >> 4 === 0 ? zigzag() : id + (head >> 4);
      read(type, id);
    }
  };

  const expect = (type: number, ...right: readonly number[]): void => {
    if (!right.includes(type)) throw damaged(`the metadata holds a value of type ${type} in place of ${right[0]}`);
  };

  return {
    at: () => at,
    struct: (fields) =>
      fieldsOf((type, id) => {
        const read = fields[id];
        if (read) read(type);
        else pass(type, 0);
      }),
    list(type, each) {
      expect(type, LIST);
      const { of, count } = listHead();
      for (let i = 0; i < count; i++) each(of);
    },
    whole(type) {
      expect(type, I32, I64, I16);
      const value = zigzag();
      if (!Number.isSafeInteger(value)) throw damaged('a number of the metadata is too large');
      return value;
    },
    flag(type) {
      expect(type, TRUE, FALSE);
      return type === TRUE;
    },
    text(type) {
      expect(type, BINARY);
      const length = size();
      if (length > LONGEST_TEXT) throw damaged('a name in the metadata is too long');
      at += length;
      return Buffer.from(bytes.buffer, bytes.byteOffset + at - length, length).toString();
    },
  };
};

const ended = () => damaged('the metadata ends too early');
