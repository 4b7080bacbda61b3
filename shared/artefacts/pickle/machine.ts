import { Malformed, type Notebook } from '../notebook.ts';
import type { ScanLimits } from '../schema.ts';
import type { Allowed } from './allowed-names.ts';
import { offsetOf, type PickleReader } from './reader.ts';
import { depthOf, type Global, isKind, isTuple, type Tuple, type Value } from './values.ts';

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
 * opcodes come by the million, and this way the compiler sees through them.
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
  readonly stack: Value[];
  /** Heights of the stack where marks stand, and the innermost of them: no opcode but its own takes from below. */
  readonly marks: number[];
  floor: number;
  readonly memo: (Value | undefined)[];
  remembered: number;
  deepest: number;
  opcodes: number;
  /** Cost of symbols that the notebook has not been told. */
  cost: number;
  readonly names: Map<string, Global>;
}

export const pickleMachine = (
  reader: PickleReader,
  dialect: Dialect,
  { limits, notebook, member }: Pick<Machine, 'limits' | 'notebook' | 'member'>,
): Machine => ({
  reader,
  dialect,
  limits,
  notebook,
  member,
  protocol: 0,
  stopped: false,
  stack: [],
  marks: [],
  floor: 0,
  memo: [],
  remembered: 0,
  deepest: 0,
  opcodes: 0,
  cost: 0,
  names: new Map(),
});

export const refuse = (machine: Machine, code: string, message: string, advice?: string): void =>
  machine.notebook.refuse(code, message, { member: machine.member, offset: offsetOf(machine.reader), advice });

/** @throws Malformed */
export const fail = (machine: Machine, code: string, message: string): never => {
  throw new Malformed(code, message, offsetOf(machine.reader));
};

/** Bytes of cost, and opcodes, after which the notebook is told. */
const BATCH = { cost: 2 ** 16, opcodes: 1024 } as const;

/** Counts what a symbol takes in memory, roughly. @throws Malformed `limit-symbol-bytes` */
export const charge = (machine: Machine, bytes: number): void => {
  machine.cost += bytes;
  if (machine.cost < BATCH.cost) return;
  const cost = machine.cost;
  machine.cost = 0;
  machine.notebook.spend('symbolBytes', cost, offsetOf(machine.reader));
};

/** Counts an opcode. @throws Malformed `limit-opcodes` */
export const tick = (machine: Machine): void => {
  if ((++machine.opcodes & (BATCH.opcodes - 1)) === 0)
    machine.notebook.spend('opcodes', BATCH.opcodes, offsetOf(machine.reader));
};

/** Tells the notebook what was counted and not told yet, and the names. */
export const closeBooks = (machine: Machine): void => {
  const { notebook } = machine;
  for (const { module, name, uses } of machine.names.values())
    for (const [role, count] of Object.entries(uses) as [keyof Global['uses'], number][])
      if (count > 0) notebook.global({ module, name, role, count });
  notebook.reach('memoEntries', machine.remembered);
  notebook.spend('opcodes', machine.opcodes % BATCH.opcodes);
  notebook.spend('symbolBytes', machine.cost);
};

export const push = (machine: Machine, value: Value): void => {
  if (machine.stack.length > machine.limits.memoEntries)
    fail(machine, 'limit-stack', 'the stack grows beyond its limit');
  machine.stack.push(value);
};

export const pop = (machine: Machine): Value => {
  if (machine.stack.length <= machine.floor) fail(machine, 'pickle-stack', 'an opcode takes from an empty stack');
  return machine.stack.pop() as Value;
};

export const top = (machine: Machine): Value => {
  const { stack } = machine;
  if (stack.length <= machine.floor) fail(machine, 'pickle-stack', 'an opcode needs a value on the stack');
  return stack[stack.length - 1] as Value;
};

export const mark = (machine: Machine): void => {
  machine.marks.push(machine.stack.length);
  machine.floor = machine.stack.length;
  nest(machine, machine.marks.length);
};

/** Takes what stands above the innermost mark, and the mark. */
export const toMark = (machine: Machine): Value[] => {
  const height = machine.marks.pop();
  if (height === undefined) return fail(machine, 'pickle-stack', 'an opcode needs a mark that is not there');
  machine.floor = machine.marks[machine.marks.length - 1] ?? 0;
  const { stack } = machine;
  if (stack.length - height > FEW) return stack.splice(height);
  const items = new Array<Value>(stack.length - height);
  for (let i = items.length - 1; i >= 0; i--) items[i] = stack.pop() as Value;
  return items;
};

/** Values up to which taking one by one is faster. */
const FEW = 12;

export const popOrMark = (machine: Machine): void => {
  if (machine.stack.length > machine.floor) machine.stack.pop();
  else toMark(machine);
};

export const remember = (machine: Machine, index: number): void => {
  const { memo } = machine;
  if (index > machine.limits.memoEntries) fail(machine, 'limit-memo-entries', 'a memo number is beyond its limit');
  if (index >= memo.length || memo[index] === undefined)
    if (++machine.remembered > machine.limits.memoEntries)
      machine.notebook.reach('memoEntries', machine.remembered, offsetOf(machine.reader));
  memo[index] = top(machine);
};

export const recall = (machine: Machine, index: number): void => {
  const value = index >= 0 && index < machine.memo.length ? machine.memo[index] : undefined;
  if (value === undefined) fail(machine, 'pickle-memo', `memo ${index} was never set`);
  else push(machine, value);
};

/** Makes a tuple of what stands behind the first place. */
export const tuple = (machine: Machine, items: Value[]): Tuple => {
  let deepest = 0;
  for (let i = 1; i < items.length; i++) deepest = Math.max(deepest, depthOf(items[i]));
  charge(machine, 56 + 8 * items.length);
  items[0] = 2 * nest(machine, deepest + 1);
  return items;
};

/** Notes how deep values contain each other. @throws Malformed `limit-nesting` */
export const nest = (machine: Machine, depth: number): number => {
  if (depth > machine.deepest) {
    machine.deepest = depth;
    machine.notebook.reach('nesting', depth, offsetOf(machine.reader));
  }
  return depth;
};

/** Judges names that become values: they must be allowed as such. */
export const asValue = (machine: Machine, value: Value): void => {
  if (typeof value !== 'object' || value === null) return;
  if (isKind(value, 'global')) {
    if (value.roles.length === 0) return;
    value.uses.reference++;
    if (!value.roles.includes('reference'))
      refuse(machine, 'pickle-global-role', `${value.module}.${value.name} may not be kept as a value`);
  } else if (isTuple(value) && (value[0] as number) % 2 === 0) {
    (value as Value[])[0] = (value[0] as number) + 1;
    for (let i = 1; i < value.length; i++) asValue(machine, value[i] as Value);
  }
};
