import type { ParallelState } from '../language/definition.ts';
import { CalledOff, refuseLarge } from '../language/errors.ts';
import { evaluate } from '../language/jsonata.ts';
import type { RunFlow } from './flow.ts';
import { type Attempt, type Outcome, sightOf } from './frame.ts';

/** Runs all branches at once. The first failure calls the others off and is the failure of the state. */
export const performParallel = async (attempt: Attempt, state: ParallelState, runFlow: RunFlow): Promise<Outcome> => {
  const { frame } = attempt;
  const { run, trail } = frame;
  const input =
    state.Arguments === undefined ? attempt.input : await evaluate(state.Arguments, 'Arguments', sightOf(attempt));
  run.history.record(trail, 'ParallelStateStarted');

  const over = new AbortController();
  const signal = AbortSignal.any([frame.signal, over.signal]);
  let failure: { readonly problem: unknown } | undefined;
  const branches = state.Branches.map(async (flow) => {
    const branch = { ...frame, signal, trail: { last: trail.last } };
    try {
      return { output: await runFlow(branch, flow, structuredClone(input)), last: branch.trail.last };
    } catch (problem) {
      failure ??= { problem };
      over.abort(new CalledOff('sibling failed'));
      return { output: undefined, last: branch.trail.last };
    }
  });
  const ended = await Promise.all(branches);
  trail.last = Math.max(...ended.map(({ last }) => last));
  if (failure) {
    if (!frame.signal.aborted) run.history.record(trail, 'ParallelStateFailed');
    throw failure.problem;
  }
  const value = ended.map(({ output }) => output);
  refuseLarge(value, 'result of the branches');
  run.history.record(trail, 'ParallelStateSucceeded');
  return { value, result: { value }, output: state.Output, assign: state.Assign, next: state.Next };
};
