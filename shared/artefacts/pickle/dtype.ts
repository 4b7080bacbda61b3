import { isCount, isKind, isTuple, itemsOf, type Tuple, type Value, valueAt } from './values.ts';

/** What an element of an array takes in a file: its bytes, or objects, which are pickled. */
export interface Element {
  readonly bytes: number;
  readonly objects: boolean;
}

/** No table of a model has more fields; who has more, would have each looked for again and again. */
const MOST_FIELDS = 256;
/** As numpy takes them (NPY_MAXDIMS). */
const MOST_DIMENSIONS = 64;

/** Type codes of numpy with fixed sizes, and those whose size is counted in units. */
const CODE =
  /^[<>|=]?(?:(b1|[iu][1248]|f(?:2|4|8|12|16)|c(?:8|16|24|32)|[mM]8(?:\[[\w/]{1,12}\])?)|([SaUV])(\d{1,9})|(O)(?:4|8)?|(\?|b|B))$/;

/** Size of the element that a type code names, `undefined` when it is not of the known grammar. */
export const elementOfCode = (code: string): Element | undefined => {
  const match = CODE.exec(code);
  if (!match) return undefined;
  const [, fixed, counted, count, object, single] = match;
  if (object) return { bytes: 8, objects: true };
  if (single) return { bytes: 1, objects: false };
  if (counted) return { bytes: Number(count) * (counted === 'U' ? 4 : 1), objects: false };
  return { bytes: Number(/\d+/.exec(fixed ?? '')?.[0]), objects: false };
};

/**
 * The element of a `numpy.dtype` that a pickle describes; structures are followed into their fields (S-16). Its state
 * can say another size than its type code, or deny the objects in its fields: then it is not understood.
 */
export const elementOfDtype = (dtype: Value | undefined, depth = 0): Element | undefined => {
  if (!isKind(dtype, 'instance') || dtype.of !== 'numpy.dtype' || !isTuple(dtype.args) || depth > 16) return undefined;
  // Measured once: a type can be in many, and they in many others.
  if (dtype.element === undefined) dtype.element = measured(dtype.args, dtype.state, depth) ?? null;
  return dtype.element ?? undefined;
};

const measured = (args: Tuple, state: Value | undefined, depth: number): Element | undefined => {
  const code = args[1];
  const plain = typeof code === 'string' ? elementOfCode(code) : undefined;
  if (!plain || state === undefined) return plain;
  if (!isTuple(state)) return undefined;
  const [, version, , subarray, names, fields, size, , flags] = state;
  if ((version !== 3 && version !== 4) || !isCount(flags) || (size !== -1 && size !== plain.bytes)) return undefined;
  const element = isTuple(subarray)
    ? repeated(subarray, depth)
    : isTuple(names)
      ? structured(names.slice(1, MOST_FIELDS + 2), fields, plain.bytes, depth)
      : plain;
  // Bit 0 says that elements hold references (numpy, NPY_ITEM_REFCOUNT).
  return element && element.bytes === plain.bytes && element.objects === ((flags & 1) === 1) ? element : undefined;
};

const repeated = ([, base, shape]: Tuple, depth: number): Element | undefined => {
  const element = elementOfDtype(base, depth + 1);
  const count = isCount(shape) ? shape : product(shape);
  return element && count !== undefined ? { bytes: element.bytes * count, objects: element.objects } : undefined;
};

const structured = (
  names: readonly Value[],
  fields: Value | undefined,
  size: number,
  depth: number,
): Element | undefined => {
  if (!isKind(fields, 'dict') || fields.length !== names.length || names.length > MOST_FIELDS) return undefined;
  let objects = false;
  for (const name of names) {
    const field = typeof name === 'string' ? valueAt(fields, name) : undefined;
    const [type, offset] = itemsOf(field) ?? [];
    const element = elementOfDtype(type, depth + 1);
    const width = element?.objects ? Math.max(8, element.bytes) : element?.bytes;
    if (!element || width === undefined || !isCount(offset) || offset + width > size) return undefined;
    objects ||= element.objects;
  }
  return { bytes: size, objects };
};

/** Elements in a shape, `undefined` when it is none, when a dimension is no count or the product is beyond all measure. */
export const product = (shape: Value | undefined): number | undefined => {
  if (!isTuple(shape) || shape.length > MOST_DIMENSIONS + 1) return undefined;
  let count = 1;
  for (let i = 1; i < shape.length; i++) {
    const dimension = shape[i];
    if (!isCount(dimension)) return undefined;
    count *= dimension;
  }
  return count <= 2 ** 50 ? count : undefined;
};
