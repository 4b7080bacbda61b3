import type { Random } from '../random.ts';
import { blind } from './bytes.ts';
import type { Mutation } from './mutation.ts';

interface Field {
  /** Number and wire type, as on the wire. */
  readonly tag: number;
  readonly body: Buffer;
}

/** Changes fields of a protobuf message, at any depth; the lengths around them stay right. */
export const protobufFields: Mutation = (bytes, random, other) => changed(bytes, random, other, 0);

const changed = (bytes: Buffer, random: Random, other: Buffer, depth: number): Buffer | undefined => {
  const fields = fieldsOf(bytes);
  if (!fields || fields.length === 0) return undefined;
  const at = random.below(fields.length);
  const field = fields[at] as Field;
  const wire = field.tag & 7;
  if (wire === 2 && depth < 8 && !random.oneIn(4)) {
    const inner = changed(field.body, random, other, depth + 1) ?? blind(field.body, random, other);
    if (inner) fields[at] = { ...field, body: inner };
  } else {
    switch (random.below(6)) {
      case 0:
        fields.splice(at, 1);
        break;
      case 1:
        fields.splice(random.below(fields.length + 1), 0, field);
        break;
      case 2:
        fields[at] = random.pick(fieldsOf(other) ?? fields) ?? field;
        break;
      case 3:
        fields[at] = { tag: (random.below(40) << 3) | wire, body: field.body };
        break;
      case 4:
        fields.splice(at, 0, ...Array.from({ length: random.pick([10, 300]) }, () => field));
        break;
      default:
        fields[at] =
          wire === 0
            ? {
                tag: field.tag,
                body: varint(random.pick([0n, 1n, 7n, 127n, 2n ** 31n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n])),
              }
            : { tag: field.tag, body: blind(field.body, random, other) ?? field.body };
    }
  }
  return Buffer.concat(
    fields.flatMap(({ tag, body }) =>
      (tag & 7) === 2 ? [varint(BigInt(tag)), varint(BigInt(body.length)), body] : [varint(BigInt(tag)), body],
    ),
  );
};

const varint = (value: bigint): Buffer => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
};

/** The fields of a message, `undefined` when these bytes are none. */
const fieldsOf = (bytes: Buffer): Field[] | undefined => {
  const fields: Field[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = varintAt(bytes, at);
    const wire = Number(tag.value & 7n);
    if (tag.value < 8n || tag.value > 2n ** 29n || ![0, 1, 2, 5].includes(wire)) return undefined;
    const length = wire === 2 ? varintAt(bytes, tag.end) : undefined;
    const from = length?.end ?? tag.end;
    const to = length
      ? from + Number(length.value)
      : wire === 0
        ? varintAt(bytes, from).end
        : from + (wire === 1 ? 8 : 4);
    if (to > bytes.length) return undefined;
    fields.push({ tag: Number(tag.value), body: bytes.subarray(from, to) });
    at = to;
  }
  return fields;
};

const varintAt = (bytes: Buffer, from: number): { value: bigint; end: number } => {
  let value = 0n;
  for (let at = from, shift = 0n; ; at++, shift += 7n) {
    const byte = bytes[at];
    if (byte === undefined || shift > 63n) return { value: 2n ** 60n, end: bytes.length + 1 };
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return { value, end: at + 1 };
  }
};
