import { Malformed } from '../notebook.ts';
import type { Scan } from '../scan.ts';
import type { TensorShape } from '../schema.ts';
import { eachField, holdsBytes, textOf, type WireField } from './messages.ts';

/** Field numbers of TensorProto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
const TENSOR = { dims: 1, type: 2, segment: 3, name: 8, raw: 9, external: 13, location: 14 } as const;

/** Name and bits of an element by TensorProto.DataType. */
const ELEMENTS: Readonly<Record<number, readonly [name: string, bits: number]>> = {
  1: ['float', 32],
  2: ['uint8', 8],
  3: ['int8', 8],
  4: ['uint16', 16],
  5: ['int16', 16],
  6: ['int32', 32],
  7: ['int64', 64],
  8: ['string', 0],
  9: ['bool', 8],
  10: ['float16', 16],
  11: ['double', 64],
  12: ['uint32', 32],
  13: ['uint64', 64],
  14: ['complex64', 64],
  15: ['complex128', 128],
  16: ['bfloat16', 16],
  17: ['float8e4m3fn', 8],
  18: ['float8e4m3fnuz', 8],
  19: ['float8e5m2', 8],
  20: ['float8e5m2fnuz', 8],
  21: ['uint4', 4],
  22: ['int4', 4],
  23: ['float4e2m1', 4],
};

/** Judges a TensorProto wherever it stands (S-33); answers its name. */
export const judgeTensor = async ({ source, notebook, member }: Scan, field: WireField): Promise<string> => {
  let [name, type, elements, raw] = ['', 0, 1, -1];
  let external = false;
  await eachField(source, field.length, async (inner) => {
    if (inner.number === TENSOR.name && holdsBytes(inner)) name = await textOf(source, inner);
    else if (inner.number === TENSOR.type) type = Number(inner.value ?? 0n);
    else if (inner.number === TENSOR.raw) raw = inner.length;
    else if (inner.number === TENSOR.external || (inner.number === TENSOR.location && inner.value !== 0n))
      external = true;
    else if (inner.number === TENSOR.dims)
      elements *= inner.value === undefined ? await packedProduct(source, inner) : dimension(inner.value, inner.offset);
  });
  if (external)
    notebook.refuse('onnx-external-data', 'a tensor keeps its values in another file', {
      member,
      offset: field.offset,
      advice: 'save the model with all values inside',
    });
  const element = ELEMENTS[type];
  if (!element)
    notebook.refuse('onnx-tensor', `a tensor has the type ${type}, which is not known`, {
      member,
      offset: field.offset,
    });
  else if (raw >= 0 && (element[1] === 0 || raw !== Math.ceil((elements * element[1]) / 8)))
    notebook.refuse('onnx-tensor', `the tensor ${name.slice(0, 100)} does not have the bytes that its shape needs`, {
      member,
      offset: field.offset,
    });
  return name;
};

const dimension = (value: bigint, offset: number): number => {
  if (value > BigInt(2 ** 40))
    throw new Malformed('onnx-tensor', 'a dimension is negative or beyond all measure', offset);
  return Number(value);
};

const packedProduct = async (source: Scan['source'], field: WireField): Promise<number> => {
  if (field.length > 640) throw new Malformed('onnx-tensor', 'a tensor has too many dimensions', field.offset);
  const bytes = await source.take(field.length);
  let [product, value, shift] = [1, 0n, 0n];
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte < 0x80) {
      product *= dimension(value, field.offset);
      [value, shift] = [0n, 0n];
    }
  }
  return product;
};

/** ValueInfoProto: name 1, type 2 -> TypeProto.tensor_type 1 -> elem_type 1, shape 2 -> dim 1 -> dim_value 1 | dim_param 2. */
export const shapeOf = async (source: Scan['source'], value: WireField): Promise<TensorShape> => {
  let [name, type] = ['', 'not a tensor'];
  const dimensions: string[] = [];
  await eachField(source, value.length, async (field) => {
    if (field.number === 1 && holdsBytes(field)) name = await textOf(source, field);
    if (field.number !== 2 || !holdsBytes(field)) return;
    await eachField(source, field.length, async (kind) => {
      if (kind.number !== 1 || !holdsBytes(kind)) return;
      await eachField(source, kind.length, async (part) => {
        if (part.number === 1 && part.value !== undefined)
          type = ELEMENTS[Number(part.value)]?.[0] ?? `type ${part.value}`;
        if (part.number !== 2 || !holdsBytes(part)) return;
        await eachField(source, part.length, async (dim) => {
          if (dim.number !== 1 || !holdsBytes(dim)) return;
          let known = '?';
          await eachField(source, dim.length, async (one) => {
            if (one.number === 1 && one.value !== undefined) known = String(one.value);
            if (one.number === 2 && holdsBytes(one)) known = (await textOf(source, one)) || '?';
          });
          if (dimensions.length < 16) dimensions.push(known.slice(0, 100));
        });
      });
    });
  });
  return { name: name.slice(0, 256), type, dimensions };
};
