/** One field of a protobuf message: its number and either a number (varint, fixed) or bytes. */
export interface Field {
  readonly number: number;
  readonly offset: number;
  readonly value: bigint | Buffer;
}

/** The bytes are no protobuf message. Never leaves this context. */
export class NotProtobuf extends Error {
  override readonly name = 'NotProtobuf';
}

/** Fields of a message in their order (https://protobuf.dev/programming-guides/encoding). @throws NotProtobuf */
export function* fields(message: Buffer, base = 0): Generator<Field> {
  let at = 0;
  while (at < message.length) {
    const offset = base + at;
    const key = varint();
    const [number, wire] = [Number(key >> 3n), Number(key & 7n)];
    if (number === 0) throw new NotProtobuf(`field number 0 at ${offset}`);
    if (wire === 0) yield { number, offset, value: varint() };
    else if (wire === 1) yield { number, offset, value: bytes(8) };
    else if (wire === 2) yield { number, offset, value: bytes(Number(varint())) };
    else if (wire === 5) yield { number, offset, value: bytes(4) };
    else throw new NotProtobuf(`wire type ${wire} at ${offset}`);
  }

  function varint(): bigint {
    let [value, shift] = [0n, 0n];
    for (let i = 0; i < 10; i++) {
      const byte = message[at++];
      if (byte === undefined) throw new NotProtobuf('a number is cut off');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
      shift += 7n;
    }
    throw new NotProtobuf('a number is longer than ten bytes');
  }

  function bytes(length: number): Buffer {
    if (length > message.length - at) throw new NotProtobuf('a field is longer than the message');
    at += length;
    return message.subarray(at - length, at);
  }
}

/** Fields of one number that hold bytes. Kept one by one: a hostile message has more fields than memory holds. */
export const messages = (message: Buffer, number: number): readonly Buffer[] => {
  const found: Buffer[] = [];
  for (const field of fields(message))
    if (field.number === number && Buffer.isBuffer(field.value)) found.push(field.value);
  return found;
};

/** Of a field that occurs twice the last one counts, as parsers read it. */
export const string = (message: Buffer, number: number): string =>
  messages(message, number).at(-1)?.toString('utf8') ?? '';

/** Of a field that occurs twice the last one counts, as parsers read it. */
export const integer = (message: Buffer, number: number): number => {
  let found = 0;
  for (const field of fields(message))
    if (field.number === number && typeof field.value === 'bigint') found = Number(field.value);
  return found;
};
