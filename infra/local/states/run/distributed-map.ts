import type { MapState } from '../language/definition.ts';
import { CalledOff, refuseLarge, StatesError } from '../language/errors.ts';
import { evaluate } from '../language/jsonata.ts';
import type { RunFlow } from './flow.ts';
import { type Attempt, type Frame, type Outcome, sightOf } from './frame.ts';
import { createHistory } from './history.ts';
import { inTurns } from './in-turns.ts';
import { readItems } from './item-reader.ts';
import { itemInputs, itemsOf, numberField } from './map-items.ts';

const CONCURRENCY = 1000;

const batched = async (attempt: Attempt, state: MapState, inputs: readonly unknown[]): Promise<readonly unknown[]> => {
  if (!state.ItemBatcher) return inputs;
  const field = 'ItemBatcher/MaxItemsPerBatch';
  const size = Math.max(1, (await numberField(attempt, field, state.ItemBatcher.MaxItemsPerBatch)) ?? 1);
  const { BatchInput: template } = state.ItemBatcher;
  const shared =
    template === undefined ? {} : { BatchInput: await evaluate(template, 'ItemBatcher/BatchInput', sightOf(attempt)) };
  const count = Math.ceil(inputs.length / size);
  return Array.from({ length: count }, (_, i) => ({ Items: inputs.slice(i * size, (i + 1) * size), ...shared }));
};

/** A child workflow: an execution of its own, without the variables around it, and with a history of its own that is not kept. */
const childFrame = (frame: Frame, label: string, input: unknown, signal: AbortSignal): Frame => {
  const { run } = frame;
  const name = run.environment.uuid();
  const arn = `${run.machine.arn.replace(':stateMachine:', ':execution:')}/${label}:${name}`;
  const history = createHistory(run.environment.clock.now);
  const startedAt = run.environment.clock.now();
  return { run: { ...run, arn, name, input, startedAt, history }, signal, trail: { last: 0 }, variables: {} };
};

/** Runs each item or batch as a child workflow; failures up to the tolerated number are left out of the result. */
export const performDistributedMap = async (attempt: Attempt, state: MapState, runFlow: RunFlow): Promise<Outcome> => {
  const { frame } = attempt;
  const { run, trail } = frame;
  run.environment.mayStartItself(run);
  const items = state.ItemReader
    ? await readItems(attempt, state.ItemReader)
    : itemsOf(await evaluate(state.Items ?? attempt.input, 'Items', sightOf(attempt)));
  const inputs = await batched(attempt, state, await itemInputs(attempt, state, items));
  const concurrency = (await numberField(attempt, 'MaxConcurrency', state.MaxConcurrency)) || CONCURRENCY;
  const count = await numberField(attempt, 'ToleratedFailureCount', state.ToleratedFailureCount);
  const percentage = await numberField(attempt, 'ToleratedFailurePercentage', state.ToleratedFailurePercentage);
  // either threshold, once crossed, fails the state; without any, the first failure does
  const tooMany = (failed: number): boolean =>
    failed > (count ?? (percentage === undefined ? 0 : Number.POSITIVE_INFINITY)) ||
    (percentage !== undefined && (failed / inputs.length) * 100 > percentage);

  const label = state.Label ?? attempt.name.replaceAll(/[^A-Za-z0-9_-]/g, '').slice(0, 40);
  const mapRunArn = `${run.machine.arn.replace(':stateMachine:', ':mapRun:')}/${label}:${run.environment.uuid()}`;
  run.history.record(trail, 'MapRunStarted', { mapRunArn });
  const over = new AbortController();
  const signal = AbortSignal.any([frame.signal, over.signal]);
  const outputs = new Map<number, unknown>();
  let failed = 0;
  await inTurns(inputs.length, Math.min(concurrency, CONCURRENCY), async (index) => {
    if (signal.aborted) return;
    try {
      const child = childFrame(frame, label, inputs[index], signal);
      const item = state.ItemBatcher ? {} : { item: { Index: index, Value: items[index] } };
      outputs.set(index, await runFlow({ ...child, ...item }, state.ItemProcessor, inputs[index]));
    } catch {
      failed += 1;
      if (tooMany(failed)) over.abort(new CalledOff('sibling failed'));
    }
  });
  frame.signal.throwIfAborted();
  if (over.signal.aborted) {
    const error = 'States.ExceedToleratedFailureThreshold';
    const cause = 'The specified tolerated failure threshold was exceeded';
    run.history.record(trail, 'MapRunFailed', { error, cause });
    throw new StatesError(error, cause);
  }
  const value = [...outputs].sort(([a], [b]) => a - b).map(([, output]) => output);
  refuseLarge(value, 'result of the child workflows');
  run.history.record(trail, 'MapRunSucceeded');
  return { value, result: { value }, output: state.Output, assign: state.Assign, next: state.Next };
};
