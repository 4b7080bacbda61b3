import type { Scan } from '../scan.ts';
import { allowList } from './allowed-names.ts';
import { elementOfDtype, product } from './dtype.ts';
import { type Dialect, fail, type Machine, pop, pushValue, refuse } from './machine.ts';
import { bytes, inFrame, leaveFrame, settle, skip } from './reader.ts';
import { readPickle } from './scan-pickle.ts';
import { ARRAY } from './state.ts';
import { instance, isKind, type Value } from './values.ts';
import { fullLength, kept, sizeOf, valueAt } from './views.ts';

const KEYS = ['subclass', 'shape', 'order', 'dtype', 'allow_mmap', 'numpy_array_alignment_bytes'];
/** Who has more would have them looked at again and again. */
const MOST_KEYS = 32;
const SUBCLASSES = ['numpy.ndarray', 'numpy.matrix'];

/**
 * Reads what joblib keeps behind an array wrapper, to the byte as joblib does (joblib/numpy_pickle.py, `read_array`):
 * padding, then the elements, or a pickle of their own when they are objects (S-16). @throws Malformed
 */
export const joblibArrays =
  (scan: Scan): NonNullable<Dialect['arrays']> =>
  async (machine, wrapper) => {
    const { reader } = machine;
    const state = isKind(wrapper, 'instance') && isKind(wrapper.state, 'dict') ? wrapper.state : undefined;
    if (!state || !isKind(wrapper, 'instance')) return fail(machine, 'joblib-array', 'an array wrapper has no state');
    if (sizeOf(state) > 2 * MOST_KEYS) fail(machine, 'joblib-array', 'an array wrapper has too many attributes');
    const keys = kept(state)
      .filter((_, i) => i % 2 === 0)
      .map(String);
    for (const key of keys)
      if (!KEYS.includes(key))
        refuse(machine, 'joblib-array', `an array wrapper has the attribute ${key.slice(0, 100)}`);
    if (fullLength(state) !== new Set(keys).size)
      refuse(machine, 'joblib-array', 'an array wrapper says something twice');
    const [subclass, shape, alignment] = [
      valueAt(state, 'subclass'),
      valueAt(state, 'shape'),
      valueAt(state, 'numpy_array_alignment_bytes'),
    ];
    if (!isKind(subclass, 'global') || !SUBCLASSES.includes(`${subclass.module}.${subclass.name}`))
      refuse(machine, 'joblib-array', 'an array is of a class that is not numpy’s own');
    const element = elementOfDtype(valueAt(state, 'dtype'));
    const count = product(shape);
    if (!element || count === undefined)
      return fail(machine, 'joblib-array', 'the type or the shape of an array is not understood');
    if (inFrame(reader)) fail(machine, 'pickle-frame', 'an array begins inside a frame');
    leaveFrame(reader);
    let content: Value = null;
    if (element.objects) content = await objects(scan, machine);
    else {
      if (alignment !== undefined) await padding(machine, alignment);
      await skip(reader, count * element.bytes);
    }
    // joblib puts the array in the wrapper's place; what the memo holds stays the wrapper.
    pop(machine);
    pushValue(machine, { ...instance(ARRAY, 'call', null), state: content });
  };

/** One byte that says how many bytes of padding follow (joblib 1.2 and later). */
const padding = async (machine: Machine, alignment: Value): Promise<void> => {
  if (alignment !== 16 && alignment !== 8 && alignment !== 32 && alignment !== 64)
    fail(machine, 'joblib-array', 'the alignment of an array is not understood');
  const length = (await bytes(machine.reader, 1))[0] as number;
  if (length > Number(alignment)) fail(machine, 'joblib-array', 'the padding of an array is too long');
  const filling = await bytes(machine.reader, length);
  if (filling.some((byte) => byte !== 0xff)) refuse(machine, 'joblib-array', 'the padding of an array holds something');
};

const objects = async (scan: Scan, machine: Machine): Promise<Value> => {
  settle(machine.reader);
  const root = await readPickle(scan, { name: 'pickle', allowed: allowList(scan.reviewed, false) }, machine.symbols);
  settle(machine.reader);
  return root;
};
