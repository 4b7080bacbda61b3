import type { Machine } from './machine.ts';
import { type Dict, depthOf, isKind, KEPT, type List, type Value } from './values.ts';

export const listOf = (machine: Machine, items: readonly Value[]): List => {
  const list: List = { kind: 'list', items: [], length: 0, depth: 1 };
  append(machine, list, items);
  return list;
};

export const dictOf = (machine: Machine, items: readonly Value[]): Dict => {
  const dict: Dict = { kind: 'dict', entries: new Map(), special: [], strangeKeys: false, length: 0, depth: 1 };
  setItems(machine, dict, items);
  return dict;
};

/** APPEND calls `append` of whatever it meets: only lists, and the library's own queue, may be met (S-13). */
export const append = (machine: Machine, target: Value, items: readonly Value[]): void => {
  for (const item of items) machine.settle(item);
  if (isKind(target, 'list')) {
    for (const item of items) {
      if (target.items.length < KEPT) {
        machine.notebook.spend('symbolBytes', 8);
        target.items.push(item);
      }
      target.depth = machine.nest(Math.max(target.depth, depthOf(item) + 1));
    }
    target.length += items.length;
  } else if (!isInstance(target, ['collections.deque']))
    machine.refuse('pickle-append', `items are appended to ${described(target)}`);
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
  if (items.length % 2 === 1) machine.fail('pickle-stack', 'a key has no value');
  for (const item of items) machine.settle(item);
  if (isKind(target, 'dict')) {
    for (let i = 0; i < items.length; i += 2) enter(machine, target, items[i] as Value, items[i + 1] as Value);
  } else if (isInstance(target, MAPPINGS)) {
    for (const item of items) target.depth = machine.nest(Math.max(target.depth, depthOf(item) + 1));
  } else machine.refuse('pickle-setitem', `entries are set in ${described(target)}`);
};

/** ADDITEMS calls `add` of whatever it meets. */
export const addItems = (machine: Machine, target: Value, items: readonly Value[]): void => {
  for (const item of items) machine.settle(item);
  if (!isKind(target, 'set')) machine.refuse('pickle-additems', `items are added to ${described(target)}`);
};

const enter = (machine: Machine, dict: Dict, key: Value, value: Value): void => {
  dict.length++;
  dict.depth = machine.nest(Math.max(dict.depth, depthOf(value) + 1, depthOf(key) + 1));
  if (typeof key === 'string') {
    if (/^__.*__$/s.test(key) && key !== '__dict__' && dict.special.length < 100) dict.special.push(key.slice(0, 100));
    if (dict.entries.size < KEPT) {
      machine.notebook.spend('symbolBytes', 48);
      dict.entries.set(key, value);
    }
  } else if (isKind(key, 'instance') || isKind(key, 'global') || isKind(key, 'text')) dict.strangeKeys = true;
};

const isInstance = (value: Value, names: readonly string[]): value is Extract<Value, { kind: 'instance' }> =>
  isKind(value, 'instance') && (names.includes(value.of) || value.by === 'refused');

export const described = (value: Value): string => {
  if (isKind(value, 'instance')) return `an instance of ${value.of || 'a refused class'}`;
  if (isKind(value, 'global')) return `${value.module}.${value.name}`;
  if (typeof value === 'object' && value !== null) return `a ${value.kind}`;
  return value === null ? 'None' : `a ${typeof value}`;
};
