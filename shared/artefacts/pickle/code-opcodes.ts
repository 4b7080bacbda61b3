import { charge, look } from './accounts.ts';
import { judgeCall } from './calls.ts';
import { described } from './containers.ts';
import { fail, type Machine, nest, pop, popValue, push, pushValue, refuse, toMark, top } from './machine.ts';
import { neverAllowed } from './never-allowed.ts';
import { line, u8, u16, u32 } from './reader.ts';
import { judgeState } from './state.ts';
import type { ValueSymbol } from './symbols.ts';
import { asValue, globalOf } from './tuples.ts';
import { type Global, type Instance, instance, isKind, TEXT, type Value } from './values.ts';
import { depthOf, sizeOf, symbolOf, valueBehind } from './views.ts';

/** GLOBAL: two lines that name something to import. */
export const global = async (machine: Machine): Promise<void> => {
  const module = await line(machine.reader, 'utf8');
  const name = await line(machine.reader, 'utf8');
  push(machine, named(machine, module ?? 'a name too long', name ?? 'a name too long'));
};

/** STACK_GLOBAL: the names come from the stack, wherever they were written. */
export const stackGlobal = (machine: Machine): void => {
  const name = popValue(machine);
  const module = popValue(machine);
  if (typeof name !== 'string' || typeof module !== 'string') {
    if (name === TEXT || module === TEXT) push(machine, named(machine, 'a name', 'too long'));
    else fail(machine, 'pickle-global', 'a name to import is no text');
  } else push(machine, named(machine, module, name));
};

const MOST_NAMES = 10_000;
/** Judging a name is that much work, in things looked at. */
const JUDGING = 8;
/** Picklers that write functions and classes into the file itself. */
const CARRIES_CODE = /^(dill|cloudpickle)(\.|$)/;

/** A name, judged once. */
const named = (machine: Machine, module: string, name: string): ValueSymbol => {
  const key = `${module}\n${name}`;
  const known = machine.names.get(key);
  if (known !== undefined) {
    const { roles, uses } = globalOf(machine, known);
    if (roles.length === 0) uses.refused++;
    return known;
  }
  look(machine, JUDGING);
  const roles = machine.dialect.allowed(module, name);
  const modern = module === '__builtin__' ? 'builtins' : module === 'copy_reg' ? 'copyreg' : module;
  const uses = { call: 0, new: 0, reference: 0, refused: roles.length === 0 ? 1 : 0 };
  const made: Global = { kind: 'global', module, name, of: `${modern}.${name}`, roles, uses };
  charge(machine, 256 + 2 * key.length);
  const symbol = symbolOf(machine.symbols, made);
  if (machine.names.size < MOST_NAMES) machine.names.set(key, symbol);
  if (roles.length === 0)
    refuse(
      machine,
      'pickle-global',
      `it would import ${printable(module)}.${printable(name)}, ${CARRIES_CODE.test(module) ? 'by which it carries Python code with it' : 'which no model needs'}`,
      insteadOf(module, name),
    );
  return symbol;
};

const insteadOf = (module: string, name: string): string => {
  if (CARRIES_CODE.test(module))
    return 'save it with joblib instead, with every function in a module that the serving image has, or export it to ONNX';
  const other = 'save the model in a format without code (ONNX, safetensors, the library’s own)';
  return neverAllowed(module, name) ? other : `${other}, or have the name reviewed`;
};

/** REDUCE: calls what is on the stack. */
export const reduce = (machine: Machine): void => {
  const args = pop(machine);
  const callable = pop(machine);
  pushValue(machine, called(machine, valueBehind(machine.symbols, callable), args));
};

const called = (machine: Machine, callable: Value, symbol: ValueSymbol): Value => {
  const args = valueBehind(machine.symbols, symbol);
  if (isKind(callable, 'global') && callable.roles.includes('call') && isKind(args, 'tuple')) {
    callable.uses.call++;
    return judgeCall(machine, callable, args);
  }
  asValue(machine, symbol);
  if (!isKind(args, 'tuple')) refuse(machine, 'pickle-call', 'something is called with what is no tuple of arguments');
  if (isKind(callable, 'global') && callable.roles.length > 0 && !callable.roles.includes('call')) {
    callable.uses.refused++;
    refuse(machine, 'pickle-global-role', `${callable.module}.${callable.name} may be named but not called`);
  } else refuse(machine, 'pickle-call', `${printable(described(callable))} would be called`);
  return refusedInstance();
};

/** NEWOBJ: makes an instance without running its constructor. */
export const newObject = (machine: Machine): void => {
  const args = pop(machine);
  const type = popValue(machine);
  asValue(machine, args);
  pushValue(machine, made(machine, type, valueBehind(machine.symbols, args)));
};

const made = (machine: Machine, type: Value, args: Value): Instance => {
  if (!isKind(type, 'global') || !isKind(args, 'tuple')) {
    refuse(machine, 'pickle-new', `an instance of ${described(type)} is made`);
    return refusedInstance();
  }
  const of = `${type.module}.${type.name}`;
  if (!type.roles.includes('new')) {
    if (type.roles.length > 0) refuse(machine, 'pickle-global-role', `${of} may not be made by a pickle`);
    return refusedInstance();
  }
  type.uses.new++;
  if (sizeOf(args) > 0 && !NAMED_TUPLES.has(of)) refuse(machine, 'pickle-new', `${of} is made with arguments`);
  charge(machine, 96);
  return instance(of, 'new', args, nest(machine, depthOf(args) + 1));
};

/** Tuples with names for their parts: made with them, and nothing but a tuple. */
const NAMED_TUPLES: ReadonlySet<string> = new Set(['sklearn.impute._iterative._ImputerTriplet']);

const refusedInstance = (): Instance => instance('', 'refused', null);

/** BUILD: sets the attributes or calls `__setstate__`; then joblib reads the array that follows its wrapper. */
export const build = (machine: Machine): void | Promise<void> => {
  const state = pop(machine);
  const target = valueBehind(machine.symbols, top(machine));
  asValue(machine, state);
  judgeState(machine, target, valueBehind(machine.symbols, state));
  if (!isKind(target, 'instance') || target.of !== WRAPPER) return;
  if (machine.dialect.arrays) return machine.dialect.arrays(machine, target);
  refuse(machine, 'joblib-array', 'an array wrapper of joblib stands where joblib does not read');
};

const WRAPPER = 'joblib.numpy_pickle.NumpyArrayWrapper';

/** BINPERSID: asks the loader for something by an id, which only torch's loader answers. */
export const persistent = (machine: Machine): void => {
  const id = popValue(machine);
  if (machine.dialect.persistent) pushValue(machine, machine.dialect.persistent(id));
  else {
    refuse(machine, 'pickle-persistent', 'it asks its loader for an object by an id');
    pushValue(machine, refusedInstance());
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
    refuse(machine, 'pickle-opcode', `the opcode ${REFUSED[opcode]} reaches code and no model needs it`);
    if (opcode === 0x50) await line(reader, 'latin1');
    if (opcode === 0x69) {
      named(machine, (await line(reader, 'utf8')) ?? 'a name', (await line(reader, 'utf8')) ?? 'too long');
      toMark(machine);
    }
    if (opcode === 0x6f) toMark(machine);
    if (opcode === 0x82) u8(reader);
    if (opcode === 0x83) u16(reader);
    if (opcode === 0x84) u32(reader);
    if (opcode === 0x92) for (let i = 0; i < 3; i++) pop(machine);
    if (opcode === 0x98) pop(machine);
    pushValue(machine, refusedInstance());
  };

const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '?').slice(0, 200);
