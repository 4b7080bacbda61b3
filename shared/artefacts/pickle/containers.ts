import { fail, type Machine, nest, refuse } from './machine.ts';
import { fill, headOf, newContainer, noteStrangeKey, sequenceDepth, setDepth } from './sequences.ts';
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
  fill(symbols, target, stack, from, to, to - from, KEPT);
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

/** Takes entries in; the first ones whose keys are texts are kept. */
const keepEntries = (machine: Machine, dict: ValueSymbol, from: number, to: number, texts: number): void => {
  const { symbols, stack } = machine;
  if (2 * texts === to - from) fill(symbols, dict, stack, from, to, texts, 2 * KEPT);
  else
    for (let i = from; i < to; i += 2)
      fill(symbols, dict, stack, i, isText(machine, stack[i] as ValueSymbol) ? i + 2 : i, 1, 2 * KEPT);
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

/** Judges names that a list or a dictionary takes in as values, and notes how deep it then is. It may take in itself. */
const takeIn = (machine: Machine, target: ValueSymbol, from: number, to: number): void => {
  const { symbols, stack, limits } = machine;
  const before = sequenceDepth(symbols, target);
  let depth = before;
  for (let i = from; i < to; i++) {
    const item = stack[i] as ValueSymbol;
    if (isPlain(item)) continue;
    const inside = item === target ? depth : judgedDepth(machine, item);
    if (inside >= depth) depth = inside + 1;
  }
  if (depth > before) setDepth(symbols, target, nest(machine, Math.min(depth, limits.nesting + 1)));
};

/** How deep a value is whose names are judged as values now. */
const judgedDepth = (machine: Machine, item: ValueSymbol): number => {
  const tag = tagOf(item);
  if (tag === Tag.flat) return 1;
  if (tag === Tag.global) asValue(machine, item);
  if (tag !== Tag.tuple) return symbolDepth(machine.symbols, item);
  const head = headOf(machine.symbols, item);
  if ((head & 1) === 0) asValue(machine, item);
  return head >> 1;
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
