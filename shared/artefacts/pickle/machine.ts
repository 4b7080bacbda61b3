import { Malformed, type Notebook } from '../notebook.ts';
import type { ScanLimits } from '../schema.ts';
import type { Allowed } from './allowed-names.ts';
import { offsetOf, type PickleReader } from './reader.ts';
import type { ValueSymbol } from './symbols.ts';
import type { Symbols, Value } from './values.ts';
import { symbolOf, valueBehind } from './views.ts';

/** Which loader the pickle is meant for: that decides what more than plain pickle it may contain. */
export interface Dialect {
  readonly name: 'pickle' | 'torch';
  /** Reads what joblib keeps behind an array wrapper; absent where joblib does not read. */
  readonly arrays?: (machine: Machine, wrapper: Value) => Promise<void>;
  /** Judges a persistent id; absent where none may occur. */
  readonly persistent?: (id: Value) => Value;
  readonly allowed: Allowed;
}

/**
 * The stack machine of a pickle with symbols for values. A record with functions beside it, not an object with methods:
 * opcodes come by the million, and this way the compiler sees through them. Most of them never get here: `plain-run.ts`
 * does what they do with copies of these fields.
 */
export interface Machine {
  readonly reader: PickleReader;
  readonly dialect: Dialect;
  readonly limits: ScanLimits;
  readonly notebook: Notebook;
  readonly member: string | undefined;
  protocol: number;
  /** Whether STOP was read. */
  stopped: boolean;
  /** What is on it: the first ones up to its height. */
  stack: Int32Array;
  height: number;
  /** Heights of the stack where marks stand, and the innermost of them: no opcode but its own takes from below. */
  readonly marks: number[];
  floor: number;
  /** By number; numbers far beyond those before are kept apart, so that no number takes memory by being large. */
  memo: Int32Array;
  readonly far: Map<number, ValueSymbol>;
  remembered: number;
  deepest: number;
  opcodes: number;
  /** Symbols of names by what they name. */
  readonly names: Map<string, ValueSymbol>;
  readonly symbols: Symbols;
}

/** Values for which a new stack and a new memo have room: most pickles of an archive are small. */
const FIRST_ROOM = 64;

export const pickleMachine = (
  reader: PickleReader,
  dialect: Dialect,
  { limits, notebook, member }: Pick<Machine, 'limits' | 'notebook' | 'member'>,
  symbols: Symbols,
): Machine => ({
  reader,
  dialect,
  limits,
  notebook,
  member,
  protocol: 0,
  stopped: false,
  stack: new Int32Array(FIRST_ROOM),
  height: 0,
  marks: [],
  floor: 0,
  memo: new Int32Array(FIRST_ROOM),
  far: new Map(),
  remembered: 0,
  deepest: 0,
  opcodes: 0,
  names: new Map(),
  symbols,
});

export const refuse = (machine: Machine, code: string, message: string, advice?: string): void =>
  machine.notebook.refuse(code, message, { member: machine.member, offset: offsetOf(machine.reader), advice });

/** @throws Malformed */
export const fail = (machine: Machine, code: string, message: string): never => {
  throw new Malformed(code, message, offsetOf(machine.reader));
};

/** A stack or a memo with more room. What of it is never used takes no memory. */
export const enlarged = (words: Int32Array, least = 0): Int32Array<ArrayBuffer> => {
  const larger = new Int32Array(Math.max(4 * words.length, least));
  larger.set(words);
  return larger;
};

export const push = (machine: Machine, symbol: ValueSymbol): void => {
  if (machine.height > machine.limits.memoEntries) fail(machine, 'limit-stack', 'the stack grows beyond its limit');
  if (machine.height === machine.stack.length) machine.stack = enlarged(machine.stack);
  machine.stack[machine.height++] = symbol;
};

export const pushValue = (machine: Machine, value: Value): void => push(machine, symbolOf(machine.symbols, value));

export const pop = (machine: Machine): ValueSymbol => {
  if (machine.height <= machine.floor) fail(machine, 'pickle-stack', 'an opcode takes from an empty stack');
  return machine.stack[--machine.height] as ValueSymbol;
};

export const popValue = (machine: Machine): Value => valueBehind(machine.symbols, pop(machine));

export const top = (machine: Machine): ValueSymbol => {
  if (machine.height <= machine.floor) fail(machine, 'pickle-stack', 'an opcode needs a value on the stack');
  return machine.stack[machine.height - 1] as ValueSymbol;
};

export const mark = (machine: Machine): void => {
  machine.marks.push(machine.height);
  machine.floor = machine.height;
  nest(machine, machine.marks.length);
};

/**
 * Takes what stands above the innermost mark, and the mark. Answers where that begins on the stack: there it is until the
 * next push, up to the height before.
 */
export const toMark = (machine: Machine): number => {
  const from = machine.marks.pop() ?? fail(machine, 'pickle-stack', 'an opcode needs a mark that is not there');
  machine.floor = machine.marks[machine.marks.length - 1] ?? 0;
  machine.height = from;
  return from;
};

/** Takes so many values; answers as `toMark` does. */
export const take = (machine: Machine, count: number): number => {
  if (machine.height - count < machine.floor) fail(machine, 'pickle-stack', 'an opcode takes from an empty stack');
  machine.height -= count;
  return machine.height;
};

export const popOrMark = (machine: Machine): void => {
  if (machine.height > machine.floor) machine.height--;
  else toMark(machine);
};

/** Notes how deep values contain each other. @throws Malformed `limit-nesting` */
export const nest = (machine: Machine, depth: number): number => {
  if (depth > machine.deepest) {
    machine.deepest = depth;
    machine.notebook.reach('nesting', depth, offsetOf(machine.reader));
  }
  return depth;
};
