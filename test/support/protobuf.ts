/** A protobuf message written field by field, for graphs that no exporter would make. */
export const message = (...fields: readonly Buffer[]): Buffer => Buffer.concat(fields);

const varint = (value: number): Buffer => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Buffer.from([...bytes, rest]);
};

export const bytesField = (number: number, content: Buffer | string): Buffer => {
  const body = Buffer.from(content);
  return Buffer.concat([varint(number * 8 + 2), varint(body.length), body]);
};

export const integerField = (number: number, value: number): Buffer =>
  Buffer.concat([varint(number * 8), varint(value)]);
