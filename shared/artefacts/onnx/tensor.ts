import { Malformed } from '../notebook.ts';
import type { Scan } from '../scan.ts';
import type { TensorShape } from '../schema.ts';
import { type Entries, rangeOf, readEntry } from './external-range.ts';
import { outside } from './external-values.ts';
import { bytesOf, eachField, textOf, type Wire, type WireField } from './messages.ts';
import { passPlain, plain } from './plain-messages.ts';

/** Field numbers of TensorProto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
const TENSOR = { dims: 1, type: 2, segment: 3, name: 8, raw: 9, external: 13, location: 14 } as const;
/** Lists of values by their type: float, int32, string, int64, double, uint64. */
const VALUES = [4, 5, 6, 7, 10, 11];

/** Bytes of a number in the lists of float and of double. */
const WIDTHS: Readonly<Record<number, number>> = { 4: 4, 10: 8 };

const MOST_DIMENSION_BYTES = 640;

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

/**
 * Judges a TensorProto wherever it stands (S-33); answers its name. Values that lie in another member of the archive are
 * noted, and found or refused once the archive is read.
 */
export const judgeTensor = async (scan: Scan & { readonly wire: Wire }, field: WireField): Promise<string> => {
  const { wire, notebook, member } = scan;
  let [name, type, elements, raw] = ['', 0, 1, -1];
  const entries: Entries = new Map();
  const locations: number[] = [];
  let inside = false;
  let wrong: string | undefined;
  await eachField(wire, field.length, {
    number(number, value, offset) {
      if (number === TENSOR.type) type = value;
      else if (number === TENSOR.location) locations.push(value);
      else if (number === TENSOR.external) wrong ??= UNREADABLE;
      else if (VALUES.includes(number)) inside = true;
      else if (number === TENSOR.dims) elements *= dimension(value, offset);
    },
    bytes(inner) {
      if (inner.length % (WIDTHS[inner.number] ?? 1) !== 0)
        throw new Malformed('onnx-tensor', 'a list of numbers ends inside a number', inner.offset);
      if (inner.number === TENSOR.segment)
        notebook.refuse('onnx-tensor', 'a tensor is a part of another, which no reader puts together', {
          member,
          offset: inner.offset,
        });
      if (inner.number === TENSOR.raw) raw = inner.length;
      else if (inner.number === TENSOR.location) wrong ??= UNREADABLE;
      else if (inner.number === TENSOR.external)
        return readEntry(wire, inner, entries).then((problem) => {
          wrong ??= problem;
        });
      else if (VALUES.includes(inner.number)) inside = true;
      else if (inner.number === TENSOR.name)
        return textOf(wire, inner).then((text) => {
          name = text;
        });
      else if (inner.number === TENSOR.dims)
        return packedProduct(wire, inner).then((product) => {
          elements *= product;
        });
      return passPlain(wire, inner, plain.tensor[inner.number]);
    },
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
  if (raw > 0 && inside)
    notebook.refuse('onnx-tensor', `the tensor ${name.slice(0, 100)} has its values twice, in two forms`, {
      member,
      offset: field.offset,
    });
  const external = entries.size > 0 || locations.some((location) => location !== 0) || wrong !== undefined;
  if (!external) return name;
  if (locations.length !== 1 || locations[0] !== 1 || inside || raw >= 0) wrong ??= AMBIGUOUS;
  const range = wrong ?? rangeOf(entries, Math.ceil((elements * (element?.[1] ?? 0)) / 8));
  if (typeof range === 'string') outside(notebook, range, { member, offset: field.offset });
  else {
    notebook.spend('symbolBytes', 200 + 4 * range.location.length, field.offset);
    scan.values.refer({ ...range, member, offset: field.offset });
  }
  return name;
};

const UNREADABLE = "a tensor's external data is written in a form that readers take differently";
const AMBIGUOUS = 'a tensor keeps values in another file, but not these alone';

const dimension = (value: number, offset: number): number => {
  if (value > 2 ** 40) throw new Malformed('onnx-tensor', 'a dimension is negative or beyond all measure', offset);
  return value;
};

const packedProduct = async (wire: Wire, field: WireField): Promise<number> => {
  const bytes = await bytesOf(wire, field, MOST_DIMENSION_BYTES);
  let [product, value, scale] = [1, 0, 1];
  for (const byte of bytes) {
    value += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte < 0x80) {
      product *= dimension(value, field.offset);
      [value, scale] = [0, 1];
    }
  }
  return product;
};

/** ValueInfoProto: name 1, type 2 -> TypeProto.tensor_type 1 -> elem_type 1, shape 2 -> dim 1 -> dim_value 1 | dim_param 2. */
export const shapeOf = async (wire: Wire, value: WireField): Promise<TensorShape> => {
  let [name, type] = ['', 'not a tensor'];
  const dimensions: string[] = [];
  const dimensionOf = async (field: WireField): Promise<void> => {
    let known = '?';
    await eachField(wire, field.length, {
      number(number, size) {
        if (number === 1) known = String(size);
      },
      bytes: (inner) =>
        inner.number === 2
          ? textOf(wire, inner).then((text) => {
              known = text || '?';
            })
          : undefined,
    });
    if (dimensions.length < 16) dimensions.push(known.slice(0, 100));
  };
  const inside = (field: WireField, wanted: number, visit: (inner: WireField) => Promise<void>): Promise<void> =>
    eachField(wire, field.length, { bytes: (inner) => (inner.number === wanted ? visit(inner) : undefined) });
  const tensorType = (field: WireField): Promise<void> =>
    eachField(wire, field.length, {
      number(number, code) {
        if (number === 1) type = ELEMENTS[code]?.[0] ?? `type ${code}`;
      },
      bytes: (inner) => (inner.number === 2 ? inside(inner, 1, dimensionOf) : undefined),
    });
  await eachField(wire, value.length, {
    bytes(field) {
      if (field.number === 1)
        return textOf(wire, field).then((text) => {
          name = text;
        });
      if (field.number !== 2) return passPlain(wire, field, plain.value[field.number]);
      return eachField(wire, field.length, {
        bytes: (inner) => (inner.number === 1 ? tensorType(inner) : passPlain(wire, inner, plain.type[inner.number])),
      });
    },
  });
  return { name: name.slice(0, 256), type, dimensions };
};
