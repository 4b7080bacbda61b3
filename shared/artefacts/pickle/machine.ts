import { Malformed, type Notebook, type Where } from '../notebook.ts';
import type { ScanLimits } from '../schema.ts';
import type { Allowed } from './allowed-names.ts';
import type { PickleReader } from './reader.ts';
import { costOf, depthOf, type Global, isKind, type Tuple, type Value } from './values.ts';

/** Which loader the pickle is meant for: that decides what more than plain pickle it may contain. */
export interface Dialect {
  readonly name: 'pickle' | 'torch';
  /** Reads what joblib keeps behind an array wrapper; absent where joblib does not read. */
  readonly arrays?: (machine: Machine, wrapper: Value) => Promise<void>;
  /** Judges a persistent id; absent where none may occur. */
  readonly persistent?: (id: Value) => Value;
  readonly allowed: Allowed;
}

/** The stack machine of a pickle with symbols for values. */
export interface Machine {
  readonly reader: PickleReader;
  readonly dialect: Dialect;
  readonly limits: ScanLimits;
  readonly notebook: Notebook;
  protocol: number;
  refuse(code: string, message: string, advice?: string): void;
  /** @throws Malformed */
  fail(code: string, message: string): never;
  push(value: Value): void;
  pop(): Value;
  top(): Value;
  mark(): void;
  toMark(): Value[];
  popOrMark(): void;
  remember(index: number): void;
  memoize(): void;
  recall(index: number): void;
  /** What is left below, for STOP. */
  depth(): number;
  tuple(items: readonly Value[]): Tuple;
  /** Judges names that become values: they must be allowed as such. */
  settle(value: Value): void;
  used(name: Global, role: 'call' | 'new' | 'reference' | 'refused'): void;
  nest(depth: number): number;
}

export const pickleMachine = (
  reader: PickleReader,
  dialect: Dialect,
  {
    limits,
    notebook,
    member,
  }: { readonly limits: ScanLimits; readonly notebook: Notebook; readonly member: string | undefined },
): Machine => {
  let stack: Value[] = [];
  const below: Value[][] = [];
  const memo: Value[] = [];
  let remembered = 0;
  const where = (advice?: string): Where => ({ member, offset: reader.offset(), advice });

  const machine: Machine = {
    reader,
    dialect,
    limits,
    notebook,
    protocol: 0,
    refuse: (code, message, advice) => notebook.refuse(code, message, where(advice)),
    fail(code, message) {
      throw new Malformed(code, message, reader.offset());
    },
    push(value) {
      const cost = costOf(value);
      if (cost > 0) notebook.spend('symbolBytes', cost);
      if (stack.length > limits.memoEntries) machine.fail('limit-stack', 'the stack grows beyond its limit');
      stack.push(value);
    },
    pop() {
      const value = stack.pop();
      return value === undefined ? machine.fail('pickle-stack', 'an opcode takes from an empty stack') : value;
    },
    top() {
      const value = stack.at(-1);
      return value === undefined ? machine.fail('pickle-stack', 'an opcode needs a value on the stack') : value;
    },
    mark() {
      notebook.reach('nesting', below.length + 1, reader.offset());
      below.push(stack);
      stack = [];
    },
    toMark() {
      const items = stack;
      stack = below.pop() ?? machine.fail('pickle-stack', 'an opcode needs a mark that is not there');
      return items;
    },
    popOrMark() {
      if (stack.length > 0) stack.pop();
      else machine.toMark();
    },
    remember(index) {
      if (index > limits.memoEntries) machine.fail('limit-memo-entries', 'a memo number is beyond its limit');
      if (memo[index] === undefined) notebook.reach('memoEntries', ++remembered, reader.offset());
      memo[index] = machine.top();
    },
    memoize: () => machine.remember(remembered),
    recall(index) {
      const value = memo[index];
      stack.push(value === undefined ? machine.fail('pickle-memo', `memo ${index} was never set`) : value);
    },
    depth: () => stack.length + below.length,
    tuple: (items) => ({
      kind: 'tuple',
      items,
      depth: machine.nest(items.reduce<number>((deepest, item) => Math.max(deepest, depthOf(item)), 0) + 1),
      settled: false,
    }),
    settle(value) {
      if (isKind(value, 'global')) {
        if (value.roles.length === 0) return;
        machine.used(value, 'reference');
        if (!value.roles.includes('reference'))
          machine.refuse('pickle-global-role', `${value.module}.${value.name} may not be kept as a value`);
      } else if (isKind(value, 'tuple') && !value.settled) {
        value.settled = true;
        for (const item of value.items) machine.settle(item);
      }
    },
    used: ({ module, name }, role) => notebook.global({ module, name, role }),
    nest(depth) {
      notebook.reach('nesting', depth, reader.offset());
      return depth;
    },
  };
  return machine;
};
