import type { Flow } from '../language/definition.ts';
import { StatesError } from '../language/errors.ts';
import type { Frame } from './frame.ts';
import { runState } from './run-state.ts';

export type RunFlow = (frame: Frame, flow: Flow, input: unknown) => Promise<unknown>;

/** Runs the states of a flow from its start to an end, and gives the last output. Throws what no state caught. */
export const runFlow: RunFlow = async (frame, flow, input) => {
  let name: string | undefined = flow.StartAt;
  let value = input;
  while (name !== undefined) {
    frame.signal.throwIfAborted();
    const state: Flow['States'][string] | undefined = flow.States[name];
    if (!state) throw new StatesError('States.Runtime', `There is no state "${name}".`);
    const step = await runState(frame, name, state, value, runFlow);
    name = step.next;
    value = step.output;
  }
  return value;
};
