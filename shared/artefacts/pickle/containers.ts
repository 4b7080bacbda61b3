import { asValue, charge, fail, type Machine, nest, refuse } from './machine.ts';
import { type Dict, depthOf, isKind, KEPT, type List, type Value } from './values.ts';

const NONE: readonly never[] = [];

export const listOf = (machine: Machine, items: readonly Value[]): List => {
  const list: List = { kind: 'list', items: NONE, length: 0, depth: 1 };
  charge(machine, 64);
  append(machine, list, items);
  return list;
};

export const dictOf = (machine: Machine, items: readonly Value[]): Dict => {
  const dict: Dict = { kind: 'dict', entries: NONE, special: NONE, strangeKeys: false, length: 0, depth: 1 };
  charge(machine, 80);
  setItems(machine, dict, items);
  return dict;
};

/** APPEND calls `append` of whatever it meets: only lists, and the library's own queue, may be met (S-13). */
export const append = (machine: Machine, target: Value, items: readonly Value[]): void => {
  for (const item of items) asValue(machine, item);
  if (isKind(target, 'list')) {
    for (const item of items) deepen(machine, target, item);
    target.items = joined(machine, target.items, items, KEPT);
    target.length += items.length;
  } else if (!isInstance(target, ['collections.deque']))
    refuse(machine, 'pickle-append', `items are appended to ${described(target)}`);
};

const MAPPINGS = [
  'collections.OrderedDict',
  'collections.defaultdict',
  'collections.Counter',
  'sklearn.utils._bunch.Bunch',
  'sklearn.utils.Bunch',
];

/** SETITEM calls `__setitem__` of whatever it meets: only mappings of the standard library may be met (S-13). */
export const setItems = (machine: Machine, target: Value, items: readonly Value[]): void => {
  if (items.length % 2 === 1) fail(machine, 'pickle-stack', 'a key has no value');
  for (const item of items) asValue(machine, item);
  if (isKind(target, 'dict')) {
    target.length += items.length / 2;
    const plain = judgeKeys(machine, target, items);
    const named = plain ? items : items.filter((_, i) => typeof items[i & ~1] === 'string');
    target.entries = joined(machine, target.entries, named, 2 * KEPT);
  } else if (isInstance(target, MAPPINGS)) {
    for (const item of items) deepen(machine, target, item);
  } else refuse(machine, 'pickle-setitem', `entries are set in ${described(target)}`);
};

/** ADDITEMS calls `add` of whatever it meets. */
export const addItems = (machine: Machine, target: Value, items: readonly Value[]): void => {
  for (const item of items) asValue(machine, item);
  if (!isKind(target, 'set')) refuse(machine, 'pickle-additems', `items are added to ${described(target)}`);
};

/** Notes what the keys are; answers whether all are texts. */
const judgeKeys = (machine: Machine, dict: Dict, items: readonly Value[]): boolean => {
  let plain = true;
  for (let i = 0; i < items.length; i += 2) {
    const key = items[i] as Value;
    deepen(machine, dict, key);
    deepen(machine, dict, items[i + 1] as Value);
    if (typeof key === 'string') {
      if (isSpecial(key) && dict.special.length < 100) dict.special = [...dict.special, key.slice(0, 100)];
    } else {
      plain = false;
      if (isKind(key, 'instance') || isKind(key, 'global') || isKind(key, 'text')) dict.strangeKeys = true;
    }
  }
  return plain;
};

/** The first ones of two lists; not copied where one of them is all there is. */
const joined = (machine: Machine, before: readonly Value[], more: readonly Value[], most: number): readonly Value[] => {
  const room = most - before.length;
  if (more.length === 0 || room <= 0) return before;
  charge(machine, (before.length === 0 ? 48 : 0) + 8 * Math.min(room, more.length));
  if (before.length === 0) return room < more.length ? more.slice(0, room) : more;
  // Grown in place: one item at a time is how small picklers write.
  for (let i = 0; i < Math.min(room, more.length); i++) (before as Value[]).push(more[i] as Value);
  return before;
};

/** Python calls attributes of this form itself; `__dict__` is the attributes' own name. */
const isSpecial = (key: string): boolean =>
  key.length > 3 && key.startsWith('__') && key.endsWith('__') && key !== '__dict__';

const deepen = (machine: Machine, target: { depth: number }, item: Value): void => {
  if (typeof item !== 'object') return;
  const depth = depthOf(item) + 1;
  if (depth > target.depth) target.depth = nest(machine, depth);
};

const isInstance = (value: Value, names: readonly string[]): value is Extract<Value, { kind: 'instance' }> =>
  isKind(value, 'instance') && (names.includes(value.of) || value.by === 'refused');

export const described = (value: Value): string => {
  if (isKind(value, 'instance')) return `an instance of ${value.of || 'a refused class'}`;
  if (isKind(value, 'global')) return `${value.module}.${value.name}`;
  if (typeof value === 'object' && value !== null) return `a ${value.kind ?? 'tuple'}`;
  return value === null ? 'None' : `a ${typeof value}`;
};
