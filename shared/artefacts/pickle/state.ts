import { described } from './containers.ts';
import { elementOfDtype, product } from './dtype.ts';
import { type Machine, nest, refuse } from './machine.ts';
import { type Dict, depthOf, isKind, isTuple, itemsOf, type Value } from './values.ts';

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
  if (isTuple(state) && state.length > MOST_PARTS) {
    refuse(machine, 'pickle-build', `the state of ${described(target)} has more than ${MOST_PARTS} parts`);
    return;
  }
  if (isKind(state, 'instance') || isKind(state, 'global'))
    refuse(machine, 'pickle-build', `the state of ${described(target)} is ${described(state)}`);
  const dicts = isTuple(state)
    ? state.filter((item): item is Dict => isKind(item, 'dict'))
    : isKind(state, 'dict')
      ? [state]
      : [];
  if (isTuple(state) && target.by === 'new' && state.length === 3 && isKind(state[2], 'instance'))
    refuse(machine, 'pickle-build', `the slots of ${described(target)} are ${described(state[2])}`);
  for (const dict of dicts) {
    for (const key of dict.special)
      refuse(
        machine,
        'pickle-state-key',
        `the attribute ${key.slice(0, 100)} of ${described(target)} would be replaced`,
      );
    if (dict.strangeKeys && target.by === 'new')
      refuse(machine, 'pickle-state-key', `an attribute of ${described(target)} is named by an object`);
  }
  // What was measured may not become something else.
  if (target.state !== undefined || target.of === ARRAY || target.element !== undefined)
    refuse(machine, 'pickle-build', `the state of ${described(target)} is set twice`);
  const wrong = /\.(_reconstruct|_mareconstruct)$/.test(target.of) ? wrongArray(state) : undefined;
  if (wrong) refuse(machine, 'pickle-array', wrong);
  target.state = state;
  target.depth = nest(machine, Math.max(target.depth, depthOf(state) + 1));
};

/** What joblib puts on the stack in place of its wrapper. */
export const ARRAY = 'an array of joblib';

/**
 * State of an array: version, shape, type, order, content. Objects must come as a list, and bytes must be as many as the
 * shape needs: bytes taken for objects are addresses that somebody else chose.
 */
const wrongArray = (state: Value): string | undefined => {
  const [, shape, dtype, , content] = itemsOf(state) ?? [];
  const element = elementOfDtype(dtype);
  const count = product(shape);
  if (!element || count === undefined) return 'the type or the shape of an array is not understood';
  if (element.objects)
    return isKind(content, 'list') && content.length === count ? undefined : 'an array of objects is no list of them';
  const right = isKind(content, 'bytes')
    ? content.length < 0 || content.length === count * element.bytes
    : typeof content === 'string' || isKind(content, 'text');
  return right ? undefined : 'an array does not have the bytes that its shape needs';
};
