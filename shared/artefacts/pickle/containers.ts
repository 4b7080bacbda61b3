import { fail, type Machine, nest, refuse } from './machine.ts';
import { keepItems, lengthen, newContainer, noteStrangeKey, sequenceDepth, setDepth } from './sequences.ts';
import { firstByte } from './store.ts';
import { isPlain, placeOf, Tag, tagOf, type ValueSymbol } from './symbols.ts';
import { asValue, asValues } from './tuples.ts';
import { type Instance, isKind, KEPT, SET, type Value } from './values.ts';
import { constantSymbol, symbolDepth, valueBehind } from './views.ts';

export const listOf = (machine: Machine, from: number, to: number): ValueSymbol => {
  const list = newContainer(machine.symbols, Tag.list);
  if (to > from) append(machine, list, from, to);
  return list;
};

export const dictOf = (machine: Machine, from: number, to: number): ValueSymbol => {
  const dict = newContainer(machine.symbols, Tag.dict);
  if (to > from) setItems(machine, dict, from, to);
  return dict;
};

/** APPEND calls `append` of whatever it meets: only lists, and the library's own queue, may be met (S-13). */
export const append = (machine: Machine, target: ValueSymbol, from: number, to: number): void => {
  const { symbols, stack } = machine;
  if (tagOf(target) !== Tag.list) {
    asValues(machine, from, to);
    const value = valueBehind(symbols, target);
    if (!isInstance(value, ['collections.deque']))
      refuse(machine, 'pickle-append', `items are appended to ${described(value)}`);
    return;
  }
  takeIn(machine, target, from, to);
  keepItems(symbols, target, stack, from, to, KEPT);
  lengthen(symbols, target, to - from);
};

const MAPPINGS = [
  'collections.OrderedDict',
  'collections.defaultdict',
  'collections.Counter',
  'sklearn.utils._bunch.Bunch',
  'sklearn.utils.Bunch',
];

/** SETITEM calls `__setitem__` of whatever it meets: only mappings of the standard library may be met (S-13). */
export const setItems = (machine: Machine, target: ValueSymbol, from: number, to: number): void => {
  if ((to - from) % 2 === 1) fail(machine, 'pickle-stack', 'a key has no value');
  if (tagOf(target) === Tag.dict) {
    takeIn(machine, target, from, to);
    lengthen(machine.symbols, target, (to - from) / 2);
    keepEntries(machine, target, from, to, judgeKeys(machine, target, from, to));
    return;
  }
  asValues(machine, from, to);
  const value = valueBehind(machine.symbols, target);
  if (isInstance(value, MAPPINGS))
    for (let i = from; i < to; i++) value.depth = deeper(machine, value.depth, machine.stack[i] as ValueSymbol);
  else refuse(machine, 'pickle-setitem', `entries are set in ${described(value)}`);
};

/** ADDITEMS calls `add` of whatever it meets. */
export const addItems = (machine: Machine, target: ValueSymbol, from: number, to: number): void => {
  asValues(machine, from, to);
  if (target === SET_SYMBOL) return;
  refuse(machine, 'pickle-additems', `items are added to ${described(valueBehind(machine.symbols, target))}`);
};

const SET_SYMBOL = constantSymbol(SET);

/** Notes what the keys are; answers how many are texts. */
const judgeKeys = (machine: Machine, dict: ValueSymbol, from: number, to: number): number => {
  const { symbols, stack } = machine;
  let texts = 0;
  for (let i = from; i < to; i += 2) {
    const key = stack[i] as ValueSymbol;
    if (isText(machine, key)) {
      texts++;
      if (mayBeSpecial(machine, key)) noteSpecial(machine, dict, valueBehind(symbols, key) as string);
    } else if (!isPlain(key) || tagOf(key) === Tag.constant) {
      const value = valueBehind(symbols, key);
      if (isKind(value, 'instance') || isKind(value, 'global') || isKind(value, 'text')) noteStrangeKey(symbols, dict);
    }
  }
  return texts;
};

const isText = ({ symbols }: Machine, symbol: ValueSymbol): boolean =>
  tagOf(symbol) === Tag.text || (tagOf(symbol) === Tag.other && typeof symbols.others[placeOf(symbol)] === 'string');

/** Keeps the first entries whose keys are texts. */
const keepEntries = (machine: Machine, dict: ValueSymbol, from: number, to: number, texts: number): void => {
  const { symbols, stack } = machine;
  if (2 * texts === to - from) keepItems(symbols, dict, stack, from, to, 2 * KEPT);
  else
    for (let i = from; i < to; i += 2)
      if (isText(machine, stack[i] as ValueSymbol)) keepItems(symbols, dict, stack, i, i + 2, 2 * KEPT);
};

const UNDERSCORE = 0x5f;
const mayBeSpecial = ({ symbols }: Machine, key: ValueSymbol): boolean =>
  tagOf(key) !== Tag.text || firstByte(symbols, key) === UNDERSCORE;

const noteSpecial = ({ symbols }: Machine, dict: ValueSymbol, key: string): void => {
  if (!isSpecial(key)) return;
  const before = symbols.special.get(dict) ?? [];
  if (before.length < 100) symbols.special.set(dict, [...before, key.slice(0, 100)]);
};

/** Python calls attributes of this form itself; `__dict__` is the attributes' own name. */
const isSpecial = (key: string): boolean =>
  key.length > 3 && key.startsWith('__') && key.endsWith('__') && key !== '__dict__';

/**
 * Judges names that a list or a dictionary takes in as values, and notes how deep it then is. It may take in
 * itself.
 */
const takeIn = (machine: Machine, target: ValueSymbol, from: number, to: number): void => {
  const { symbols, stack, limits } = machine;
  const before = sequenceDepth(symbols, target);
  let depth = before;
  for (let i = from; i < to; i++) {
    const item = stack[i] as ValueSymbol;
    if (isPlain(item)) continue;
    if (tagOf(item) !== Tag.flat) asValue(machine, item);
    const inside = item === target ? depth : symbolDepth(symbols, item);
    if (inside >= depth) depth = inside + 1;
  }
  if (depth > before) setDepth(symbols, target, nest(machine, Math.min(depth, limits.nesting + 1)));
};

const deeper = (machine: Machine, depth: number, item: ValueSymbol): number => {
  const inside = isPlain(item) ? 0 : symbolDepth(machine.symbols, item) + 1;
  return inside > depth ? nest(machine, inside) : depth;
};

const isInstance = (value: Value, names: readonly string[]): value is Instance =>
  isKind(value, 'instance') && (names.includes(value.of) || value.by === 'refused');

export const described = (value: Value): string => {
  if (isKind(value, 'instance')) return `an instance of ${value.of || 'a refused class'}`;
  if (isKind(value, 'global')) return `${value.module}.${value.name}`;
  if (typeof value === 'object' && value !== null) return `a ${value.kind}`;
  return value === null ? 'None' : `a ${typeof value}`;
};
