import { enlarged, fail, type Machine, push, top } from './machine.ts';
import { offsetOf } from './reader.ts';
import { NOTHING, type ValueSymbol } from './symbols.ts';

const memoAt = ({ memo, far }: Machine, index: number): ValueSymbol => {
  const near = index >= 0 && index < memo.length ? (memo[index] as ValueSymbol) : NOTHING;
  return near === NOTHING && far.size > 0 ? (far.get(index) ?? NOTHING) : near;
};

/** Numbers of the memo up to so many times those in use are kept in a row. */
const SPARSE = 4;
/** What an entry kept apart takes, in bytes. */
const FAR_ENTRY = 48;

export const remember = (machine: Machine, index: number): void => {
  if (index > machine.limits.memoEntries) fail(machine, 'limit-memo-entries', 'a memo number is beyond its limit');
  if (memoAt(machine, index) === NOTHING && ++machine.remembered > machine.limits.memoEntries)
    machine.notebook.reach('memoEntries', machine.remembered, offsetOf(machine.reader));
  const symbol = top(machine);
  if (index >= machine.memo.length && index < SPARSE * machine.remembered)
    machine.memo = enlarged(machine.memo, index + 1);
  if (index < machine.memo.length) machine.memo[index] = symbol;
  else {
    if (!machine.far.has(index)) machine.symbols.elsewhere += FAR_ENTRY;
    machine.far.set(index, symbol);
  }
};

export const recall = (machine: Machine, index: number): void => {
  const symbol = memoAt(machine, index);
  if (symbol === NOTHING) fail(machine, 'pickle-memo', `memo ${index} was never set`);
  else push(machine, symbol);
};
