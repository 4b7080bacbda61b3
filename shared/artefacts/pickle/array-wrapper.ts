import type { Scan } from '../scan.ts';
import { allowList } from './allowed-names.ts';
import { elementOfDtype, product } from './dtype.ts';
import type { Dialect, Machine } from './machine.ts';
import { readPickle } from './scan-pickle.ts';
import { ARRAY } from './state.ts';
import { isKind, type Value } from './values.ts';

const KEYS = ['subclass', 'shape', 'order', 'dtype', 'allow_mmap', 'numpy_array_alignment_bytes'];
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
    if (!state || !isKind(wrapper, 'instance')) return machine.fail('joblib-array', 'an array wrapper has no state');
    for (const key of state.entries.keys())
      if (!KEYS.includes(key))
        machine.refuse('joblib-array', `an array wrapper has the attribute ${key.slice(0, 100)}`);
    if (state.length !== state.entries.size) machine.refuse('joblib-array', 'an array wrapper says something twice');
    const [subclass, shape, alignment] = [
      state.entries.get('subclass'),
      state.entries.get('shape'),
      state.entries.get('numpy_array_alignment_bytes'),
    ];
    if (!isKind(subclass, 'global') || !SUBCLASSES.includes(`${subclass.module}.${subclass.name}`))
      machine.refuse('joblib-array', 'an array is of a class that is not numpy’s own');
    const element = elementOfDtype(state.entries.get('dtype'));
    const count = isKind(shape, 'tuple') ? product(shape.items) : undefined;
    if (!element || count === undefined)
      return machine.fail('joblib-array', 'the type or the shape of an array is not understood');
    if (reader.inFrame()) machine.fail('pickle-frame', 'an array begins inside a frame');
    reader.leaveFrame();
    let content: Value = null;
    if (element.objects) content = await objects(scan, machine);
    else {
      if (alignment !== undefined) await padding(machine, alignment);
      await reader.skip(count * element.bytes);
    }
    // joblib puts the array in the wrapper's place; what the memo holds stays the wrapper.
    machine.pop();
    machine.push({ kind: 'instance', of: ARRAY, by: 'call', args: null, state: content, depth: 1 });
  };

/** One byte that says how many bytes of padding follow (joblib 1.2 and later). */
const padding = async (machine: Machine, alignment: Value): Promise<void> => {
  if (alignment !== 16 && alignment !== 8 && alignment !== 32 && alignment !== 64)
    machine.fail('joblib-array', 'the alignment of an array is not understood');
  const length = (await machine.reader.bytes(1))[0] as number;
  if (length > Number(alignment)) machine.fail('joblib-array', 'the padding of an array is too long');
  const bytes = await machine.reader.bytes(length);
  if (bytes.some((byte) => byte !== 0xff)) machine.refuse('joblib-array', 'the padding of an array holds something');
};

const objects = async (scan: Scan, machine: Machine): Promise<Value> => {
  machine.reader.settle();
  const root = await readPickle(scan, { name: 'pickle', allowed: allowList(scan.reviewed, false) });
  machine.reader.settle();
  return root;
};
