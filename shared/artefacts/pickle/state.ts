import { look } from './accounts.ts';
import { isCheckArray } from './calls.ts';
import { described } from './containers.ts';
import { elementOfDtype, product } from './dtype.ts';
import { type Machine, nest, refuse } from './machine.ts';
import { hasStrangeKeys } from './sequences.ts';
import { Tag, tagOf, type ValueSymbol } from './symbols.ts';
import { type Instance, isKind, type Value } from './values.ts';
import { depthOf, fullLength, itemAt, itemsOf, sizeOf, symbolsIn } from './views.ts';

/** No class keeps its state in more; who has more, would have them looked at again and again. */
const MOST_PARTS = 1000;

/** Judges BUILD: only an instance may get a state, and the state may not bring methods with it (S-13). */
export const judgeState = (machine: Machine, target: Value, state: Value): void => {
  if (!isKind(target, 'instance')) {
    if (!(isKind(target, 'global') && target.roles.length === 0))
      refuse(machine, 'pickle-build', `attributes are set on ${described(target)}`);
    else refuse(machine, 'pickle-build', `attributes are set on ${target.module}.${target.name}`);
    return;
  }
  if (isKind(state, 'tuple') && sizeOf(state) >= MOST_PARTS) {
    refuse(machine, 'pickle-build', `the state of ${described(target)} has more than ${MOST_PARTS} parts`);
    return;
  }
  if (isKind(state, 'instance') || isKind(state, 'global'))
    refuse(machine, 'pickle-build', `the state of ${described(target)} is ${described(state)}`);
  const slots = isKind(state, 'tuple') && target.by === 'new' && sizeOf(state) === 2 ? itemAt(state, 1) : undefined;
  if (isKind(slots, 'instance'))
    refuse(machine, 'pickle-build', `the slots of ${described(target)} are ${described(slots)}`);
  if (isKind(state, 'dict')) judgeKeys(machine, target, state.symbol);
  if (isKind(state, 'tuple')) {
    look(machine, sizeOf(state));
    for (const part of symbolsIn(state)) if (tagOf(part) === Tag.dict) judgeKeys(machine, target, part);
  }
  // What was measured may not become something else.
  if (target.state !== undefined || target.of === ARRAY || target.element !== undefined)
    refuse(machine, 'pickle-build', `the state of ${described(target)} is set twice`);
  look(machine, 1);
  const wrong = /\.(_reconstruct|_mareconstruct)$/.test(target.of) ? wrongArray(state) : undefined;
  if (wrong) refuse(machine, 'pickle-array', wrong);
  if (target.of === 'functools.partial' && !bindsCheckArray(state))
    refuse(
      machine,
      'pickle-build',
      'functools.partial would call something else than check_array with named arguments',
    );
  target.state = state;
  target.depth = nest(machine, Math.max(target.depth, depthOf(state) + 1));
};

/** Judges the keys of a dictionary that become attributes. */
const judgeKeys = (machine: Machine, target: Instance, dict: ValueSymbol): void => {
  const special = machine.symbols.special.get(dict) ?? [];
  look(machine, special.length);
  for (const key of special)
    refuse(machine, 'pickle-state-key', `the attribute ${key.slice(0, 100)} of ${described(target)} would be replaced`);
  if (hasStrangeKeys(machine.symbols, dict) && target.by === 'new')
    refuse(machine, 'pickle-state-key', `an attribute of ${described(target)} is named by an object`);
};

/** Whether the state of a partial is (check_array, (), {...}, None). */
const bindsCheckArray = (state: Value): boolean => {
  const [called, args, named, attributes] = itemsOf(state, 5) ?? [];
  const parts = isKind(state, 'tuple') ? sizeOf(state) : 0;
  const plain = isKind(args, 'tuple') && sizeOf(args) === 0 && isKind(named, 'dict') && attributes === null;
  return parts === 4 && plain && isCheckArray(called);
};

/** What joblib puts on the stack in place of its wrapper. */
export const ARRAY = 'an array of joblib';

/**
 * State of an array: version, shape, type, order, content. Objects must come as a list, and bytes must be as many as the
 * shape needs: bytes taken for objects are addresses that somebody else chose.
 */
const wrongArray = (state: Value): string | undefined => {
  const [, shape, dtype, , content] = itemsOf(state, 5) ?? [];
  const element = elementOfDtype(dtype);
  const count = product(shape);
  if (!element || count === undefined) return 'the type or the shape of an array is not understood';
  if (element.objects)
    return isKind(content, 'list') && fullLength(content) === count
      ? undefined
      : 'an array of objects is no list of them';
  const right = isKind(content, 'bytes')
    ? content.length < 0 || content.length === count * element.bytes
    : typeof content === 'string' || isKind(content, 'text');
  return right ? undefined : 'an array does not have the bytes that its shape needs';
};
