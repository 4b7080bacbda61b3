import type { MapState } from '../language/definition.ts';
import { CalledOff, refuseLarge } from '../language/errors.ts';
import { evaluate } from '../language/jsonata.ts';
import { performDistributedMap } from './distributed-map.ts';
import type { RunFlow } from './flow.ts';
import { type Attempt, type Outcome, sightOf } from './frame.ts';
import { inTurns } from './in-turns.ts';
import { itemInputs, itemsOf, numberField } from './map-items.ts';

/** An inline Map runs at most this many iterations at a time, whatever MaxConcurrency says. */
const INLINE_CONCURRENCY = 40;

const performInlineMap = async (attempt: Attempt, state: MapState, runFlow: RunFlow): Promise<Outcome> => {
  const { frame, name } = attempt;
  const { run, trail } = frame;
  const items = itemsOf(await evaluate(state.Items ?? attempt.input, 'Items', sightOf(attempt)));
  const concurrency = (await numberField(attempt, 'MaxConcurrency', state.MaxConcurrency)) || INLINE_CONCURRENCY;
  const inputs = await itemInputs(attempt, state, items);
  run.history.record(trail, 'MapStateStarted', { length: items.length });

  const over = new AbortController();
  const signal = AbortSignal.any([frame.signal, over.signal]);
  const outputs: unknown[] = [];
  let last = trail.last;
  let failure: { readonly problem: unknown } | undefined;
  await inTurns(items.length, Math.min(concurrency, INLINE_CONCURRENCY), async (index) => {
    if (failure) return;
    const iteration = { ...frame, signal, trail: { last: trail.last }, item: { Index: index, Value: items[index] } };
    const note = (type: string) => run.history.record(iteration.trail, type, { name, index });
    note('MapIterationStarted');
    try {
      outputs[index] = await runFlow(iteration, state.ItemProcessor, inputs[index]);
      note('MapIterationSucceeded');
    } catch (problem) {
      note(signal.aborted ? 'MapIterationAborted' : 'MapIterationFailed');
      failure ??= { problem };
      over.abort(new CalledOff('sibling failed'));
    }
    last = Math.max(last, iteration.trail.last);
  });
  trail.last = last;
  if (failure) {
    if (!frame.signal.aborted) run.history.record(trail, 'MapStateFailed');
    throw failure.problem;
  }
  refuseLarge(outputs, 'result of the iterations');
  run.history.record(trail, 'MapStateSucceeded');
  return { value: outputs, result: { value: outputs }, output: state.Output, assign: state.Assign, next: state.Next };
};

export const performMap = (attempt: Attempt, state: MapState, runFlow: RunFlow): Promise<Outcome> =>
  state.ItemProcessor.ProcessorConfig?.Mode === 'DISTRIBUTED'
    ? performDistributedMap(attempt, state, runFlow)
    : performInlineMap(attempt, state, runFlow);
