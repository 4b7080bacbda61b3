import { type Machine, nest, refuse } from './machine.ts';
import { countOf, deepTuple, flatTuple, isJudged, itemOf, setJudged } from './sequences.ts';
import { isPlain, NOTHING, placeOf, Tag, tagOf, type ValueSymbol } from './symbols.ts';
import type { Global } from './values.ts';
import { symbolDepth } from './views.ts';

/** Makes a tuple of what was taken from the stack. */
export const tuple = (machine: Machine, from: number, to: number): ValueSymbol => {
  const { symbols, stack } = machine;
  nest(machine, 1);
  const flat = flatTuple(symbols, stack, from, to);
  if (flat !== NOTHING) return flat;
  let deepest = 0;
  let judged = true;
  for (let i = from; i < to; i++) {
    const item = stack[i] as ValueSymbol;
    if (isPlain(item)) continue;
    deepest = Math.max(deepest, symbolDepth(symbols, item));
    if (tagOf(item) === Tag.global || (tagOf(item) === Tag.tuple && !isJudged(symbols, item))) judged = false;
  }
  return deepTuple(symbols, stack, from, to, nest(machine, deepest + 1), judged);
};

/** Judges names that become values: they must be allowed as such. Those in a tuple once, when that becomes one. */
export const asValue = (machine: Machine, symbol: ValueSymbol): void => {
  const { symbols } = machine;
  if (tagOf(symbol) === Tag.global) {
    const { module, name, roles, uses } = globalOf(machine, symbol);
    if (roles.length === 0) return;
    uses.reference++;
    if (!roles.includes('reference'))
      refuse(machine, 'pickle-global-role', `${module}.${name} may not be kept as a value`);
  } else if (tagOf(symbol) === Tag.tuple && !isJudged(symbols, symbol)) {
    setJudged(symbols, symbol);
    const count = countOf(symbols, symbol);
    for (let i = 0; i < count; i++) asValue(machine, itemOf(symbols, symbol, i));
  }
};

/** Judges names among what was taken from the stack. */
export const asValues = (machine: Machine, from: number, to: number): void => {
  const { stack } = machine;
  for (let i = from; i < to; i++) {
    const symbol = stack[i] as ValueSymbol;
    if (tagOf(symbol) > Tag.flat) asValue(machine, symbol);
  }
};

export const globalOf = ({ symbols }: Machine, symbol: ValueSymbol): Global =>
  symbols.others[placeOf(symbol)] as Global;
