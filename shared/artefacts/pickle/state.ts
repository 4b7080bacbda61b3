import { described } from './containers.ts';
import type { Machine } from './machine.ts';
import { type Dict, depthOf, isKind, type Value } from './values.ts';

/** Judges BUILD: only an instance may get a state, and the state may not bring methods with it (S-13). */
export const judgeState = (machine: Machine, target: Value, state: Value): void => {
  if (!isKind(target, 'instance')) {
    if (!(isKind(target, 'global') && target.roles.length === 0))
      machine.refuse('pickle-build', `attributes are set on ${described(target)}`);
    else machine.refuse('pickle-build', `attributes are set on ${target.module}.${target.name}`);
    return;
  }
  if (isKind(state, 'instance') || isKind(state, 'global'))
    machine.refuse('pickle-build', `the state of ${described(target)} is ${described(state)}`);
  const dicts = isKind(state, 'tuple')
    ? state.items.filter((item): item is Dict => isKind(item, 'dict'))
    : isKind(state, 'dict')
      ? [state]
      : [];
  if (isKind(state, 'tuple') && target.by === 'new' && state.items.length === 2 && isKind(state.items[1], 'instance'))
    machine.refuse('pickle-build', `the slots of ${described(target)} are ${described(state.items[1])}`);
  for (const dict of dicts) {
    for (const key of dict.special)
      machine.refuse(
        'pickle-state-key',
        `the attribute ${key.slice(0, 100)} of ${described(target)} would be replaced`,
      );
    if (dict.strangeKeys && target.by === 'new')
      machine.refuse('pickle-state-key', `an attribute of ${described(target)} is named by an object`);
  }
  target.state = state;
  target.depth = machine.nest(Math.max(target.depth, depthOf(state) + 1));
};
