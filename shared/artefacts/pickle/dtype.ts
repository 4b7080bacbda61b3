import { isCount, isKind, type Tuple, type Value } from './values.ts';
import { entriesOf, fullLength, itemAt, itemsOf, kept, sizeOf, valueBehind } from './views.ts';

/** What an element of an array takes in a file: its bytes, or objects, which are pickled. */
export interface Element {
  readonly bytes: number;
  readonly objects: boolean;
}

/** No table of a model has more fields; who has more, would have each looked for again and again. */
const MOST_FIELDS = 256;
/** Name, entry and type. Who counts them stops at the next call or state. */
const LOOKS_PER_FIELD = 3;
/** As numpy takes them (NPY_MAXDIMS). */
const MOST_DIMENSIONS = 64;
/** Parts of a type's state that are looked at. */
const STATE_PARTS = 8;

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
  if (!isKind(dtype, 'instance') || dtype.of !== 'numpy.dtype' || !isKind(dtype.args, 'tuple') || depth > 16)
    return undefined;
  // Measured once: a type can be in many, and they in many others.
  if (dtype.element === undefined) dtype.element = measured(dtype.args, dtype.state, depth) ?? null;
  return dtype.element ?? undefined;
};

const measured = (args: Tuple, state: Value | undefined, depth: number): Element | undefined => {
  const code = itemAt(args, 0);
  const plain = typeof code === 'string' ? elementOfCode(code) : undefined;
  if (!plain || state === undefined) return plain;
  if (!isKind(state, 'tuple')) return undefined;
  const [version, , subarray, names, fields, size, , flags] = kept(state, STATE_PARTS);
  if ((version !== 3 && version !== 4) || !isCount(flags) || (size !== -1 && size !== plain.bytes)) return undefined;
  const element = isKind(subarray, 'tuple')
    ? repeated(subarray, depth)
    : isKind(names, 'tuple')
      ? structured(kept(names, MOST_FIELDS + 1), fields, plain.bytes, depth)
      : plain;
  // Bit 0 says that elements hold references (numpy, NPY_ITEM_REFCOUNT).
  return element && element.bytes === plain.bytes && element.objects === ((flags & 1) === 1) ? element : undefined;
};

const repeated = (subarray: Tuple, depth: number): Element | undefined => {
  const [base, shape] = kept(subarray, 2);
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
  if (!isKind(fields, 'dict') || fullLength(fields) !== names.length || names.length > MOST_FIELDS) return undefined;
  fields.symbols.looked += LOOKS_PER_FIELD * names.length;
  const entries = entriesOf(fields);
  let objects = false;
  for (const name of names) {
    const field = typeof name === 'string' ? entries.get(name) : undefined;
    const [type, offset] = itemsOf(field === undefined ? field : valueBehind(fields.symbols, field), 2) ?? [];
    const element = elementOfDtype(type, depth + 1);
    const width = element?.objects ? Math.max(8, element.bytes) : element?.bytes;
    if (!element || width === undefined || !isCount(offset) || offset + width > size) return undefined;
    objects ||= element.objects;
  }
  return { bytes: size, objects };
};

/** Elements in a shape, `undefined` when it is none, when a dimension is no count or the product is beyond all measure. */
export const product = (shape: Value | undefined): number | undefined => {
  if (!isKind(shape, 'tuple') || sizeOf(shape) > MOST_DIMENSIONS) return undefined;
  let count = 1;
  for (const dimension of kept(shape)) {
    if (!isCount(dimension)) return undefined;
    count *= dimension;
  }
  return count <= 2 ** 50 ? count : undefined;
};
