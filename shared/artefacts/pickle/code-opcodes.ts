import { judgeCall } from './calls.ts';
import { described } from './containers.ts';
import type { Machine } from './machine.ts';
import { judgeState } from './state.ts';
import { type Global, type Instance, isKind, TEXT, type Value } from './values.ts';

/** GLOBAL: two lines that name something to import. */
export const global = async (machine: Machine): Promise<void> => {
  const module = await machine.reader.line('utf8');
  const name = await machine.reader.line('utf8');
  machine.push(named(machine, module ?? 'a name too long', name ?? 'a name too long'));
};

/** STACK_GLOBAL: the names come from the stack, wherever they were written. */
export const stackGlobal = (machine: Machine): void => {
  const name = machine.pop();
  const module = machine.pop();
  if (typeof name !== 'string' || typeof module !== 'string') {
    if (name === TEXT || module === TEXT) machine.push(named(machine, 'a name', 'too long'));
    else machine.fail('pickle-global', 'a name to import is no text');
  } else machine.push(named(machine, module, name));
};

const named = (machine: Machine, module: string, name: string): Global => {
  const roles = machine.dialect.allowed(module, name);
  const made: Global = { kind: 'global', module, name, roles };
  if (roles.length === 0) {
    machine.used(made, 'refused');
    machine.refuse(
      'pickle-global',
      `it would import ${printable(module)}.${printable(name)}, which no model needs`,
      'save the model in a format without code (ONNX, safetensors, the library’s own), or have the name reviewed',
    );
  }
  return made;
};

/** REDUCE: calls what is on the stack. */
export const reduce = (machine: Machine): void => {
  const args = machine.pop();
  const callable = machine.pop();
  machine.push(called(machine, callable, args));
};

const called = (machine: Machine, callable: Value, args: Value): Value => {
  if (isKind(callable, 'global') && callable.roles.includes('call') && isKind(args, 'tuple')) {
    machine.used(callable, 'call');
    return judgeCall(machine, callable, args);
  }
  machine.settle(args);
  if (!isKind(args, 'tuple')) machine.refuse('pickle-call', 'something is called with what is no tuple of arguments');
  if (isKind(callable, 'global') && callable.roles.length > 0 && !callable.roles.includes('call')) {
    machine.used(callable, 'refused');
    machine.refuse('pickle-global-role', `${callable.module}.${callable.name} may be named but not called`);
  } else machine.refuse('pickle-call', `${printable(described(callable))} would be called`);
  return refusedInstance();
};

/** NEWOBJ: makes an instance without running its constructor. */
export const newObject = (machine: Machine): void => {
  const args = machine.pop();
  const type = machine.pop();
  machine.settle(args);
  machine.push(made(machine, type, args));
};

const made = (machine: Machine, type: Value, args: Value): Instance => {
  if (!isKind(type, 'global') || !isKind(args, 'tuple')) {
    machine.refuse('pickle-new', `an instance of ${described(type)} is made`);
    return refusedInstance();
  }
  const of = `${type.module}.${type.name}`;
  if (!type.roles.includes('new')) {
    if (type.roles.length > 0) machine.refuse('pickle-global-role', `${of} may not be made by a pickle`);
    return refusedInstance();
  }
  machine.used(type, 'new');
  if (args.items.length > 0) machine.refuse('pickle-new', `${of} is made with arguments`);
  return { kind: 'instance', of, by: 'new', args, depth: 1 };
};

const refusedInstance = (): Instance => ({ kind: 'instance', of: '', by: 'refused', args: null, depth: 1 });

/** BUILD: sets the attributes or calls `__setstate__`; then joblib reads the array that follows its wrapper. */
export const build = async (machine: Machine): Promise<void> => {
  const state = machine.pop();
  const target = machine.top();
  machine.settle(state);
  judgeState(machine, target, state);
  if (isKind(target, 'instance') && target.of === WRAPPER) {
    if (machine.dialect.arrays) await machine.dialect.arrays(machine, target);
    else machine.refuse('joblib-array', 'an array wrapper of joblib stands where joblib does not read');
  }
};

const WRAPPER = 'joblib.numpy_pickle.NumpyArrayWrapper';

/** BINPERSID: asks the loader for something by an id, which only torch's loader answers. */
export const persistent = (machine: Machine): void => {
  const id = machine.pop();
  if (machine.dialect.persistent) machine.push(machine.dialect.persistent(id));
  else {
    machine.refuse('pickle-persistent', 'it asks its loader for an object by an id');
    machine.push(refusedInstance());
  }
};

const REFUSED: Readonly<Record<number, string>> = {
  80: 'PERSID',
  105: 'INST',
  111: 'OBJ',
  130: 'EXT1',
  131: 'EXT2',
  132: 'EXT4',
  146: 'NEWOBJ_EX',
  151: 'NEXT_BUFFER',
  152: 'READONLY_BUFFER',
};

/** Opcodes that reach code and that no honest model has (S-12). What can be read on is read on, so that all is told. */
export const callObject =
  (opcode: number) =>
  async (machine: Machine): Promise<void> => {
    const { reader } = machine;
    machine.refuse('pickle-opcode', `the opcode ${REFUSED[opcode]} reaches code and no model needs it`);
    if (opcode === 0x50) await reader.line('latin1');
    if (opcode === 0x69) {
      named(machine, (await reader.line('utf8')) ?? 'a name', (await reader.line('utf8')) ?? 'too long');
      machine.toMark();
    }
    if (opcode === 0x6f) machine.toMark();
    if (opcode === 0x82) reader.u8();
    if (opcode === 0x83) reader.u16();
    if (opcode === 0x84) reader.u32();
    if (opcode === 0x92) for (let i = 0; i < 3; i++) machine.pop();
    if (opcode === 0x98) machine.pop();
    machine.push(refusedInstance());
  };

const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '?').slice(0, 200);
