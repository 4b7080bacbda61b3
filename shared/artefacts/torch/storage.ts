import { isCount, isKind, type Value } from '../pickle/values.ts';
import { itemsOf, kept, sizeOf } from '../pickle/views.ts';

/** Bytes of an element by storage class (torch/storage.py). */
const WIDTHS: Readonly<Record<string, number>> = {
  DoubleStorage: 8,
  FloatStorage: 4,
  HalfStorage: 2,
  BFloat16Storage: 2,
  LongStorage: 8,
  IntStorage: 4,
  ShortStorage: 2,
  CharStorage: 1,
  ByteStorage: 1,
  BoolStorage: 1,
  ComplexFloatStorage: 8,
  ComplexDoubleStorage: 16,
};

export interface Storage {
  readonly key: string;
  readonly elements: number;
  readonly bytes: number;
}

/** Reads `('storage', torch.XStorage, key, location, numel)`; `undefined` when it is anything else (S-12). */
export const storageOf = (id: Value | undefined): Storage | undefined => {
  if (!isKind(id, 'tuple') || sizeOf(id) !== 5) return undefined;
  const [word, type, key, location, elements] = kept(id);
  const width =
    isKind(type, 'global') && type.module === 'torch' && Object.hasOwn(WIDTHS, type.name)
      ? WIDTHS[type.name]
      : undefined;
  const right =
    word === 'storage' &&
    width !== undefined &&
    typeof key === 'string' &&
    /^\d{1,9}$/.test(key) &&
    typeof location === 'string';
  return right && isCount(elements) ? { key, elements, bytes: elements * width } : undefined;
};

/** Arguments of `_rebuild_tensor_v2`: a view that leaves its storage corrupts memory (CVE-2026-24747). */
export const rebuiltTensor = ([made, offset, shape, steps, , hooks, ...rest]: readonly Value[]): string | undefined => {
  const [size, stride] = [itemsOf(shape, 65), itemsOf(steps, 65)];
  const storage = isKind(made, 'instance') && made.by === 'storage' ? storageOf(made.args) : undefined;
  if (!storage || !isCount(offset) || !size || !stride || rest.length > 1) return 'no tensor of a storage';
  if (!isKind(hooks, 'instance') || hooks.of !== 'collections.OrderedDict') return 'hooks of its own';
  if (size.length > 64 || size.length !== stride.length || ![...size, ...stride].every((one) => isCount(one)))
    return 'a shape that is none';
  const empty = size.includes(0);
  const last = size.reduce<number>((at, extent, i) => at + (Number(extent) - 1) * Number(stride[i]), offset);
  return empty || last < storage.elements ? undefined : 'a view beyond its storage';
};
