import type { State } from '../language/definition.ts';
import { refuseLarge, StatesError } from '../language/errors.ts';
import { evaluate } from '../language/jsonata.ts';
import type { RunFlow } from './flow.ts';
import { type Attempt, type Frame, type Outcome, sightOf } from './frame.ts';
import { text, whole } from './history.ts';
import { performMap } from './map.ts';
import { performParallel } from './parallel.ts';
import { catcherFor, retryDelay, type Uses } from './recover.ts';
import { performChoice, performFail, performPass, performWait } from './simple-states.ts';
import { performTask } from './task.ts';

/** What a finished state hands over; without `next` the flow ends. */
export interface Step {
  readonly output: unknown;
  readonly next?: string;
}

const LEAVES_A_TRACE_WHEN_CALLED_OFF = ['Task', 'Wait', 'Parallel', 'Map'];

const perform = (attempt: Attempt, state: State, runFlow: RunFlow): Promise<Outcome> => {
  switch (state.Type) {
    case 'Pass':
    case 'Succeed':
      return performPass(attempt, state);
    case 'Fail':
      return performFail(attempt, state);
    case 'Wait':
      return performWait(attempt, state);
    case 'Choice':
      return performChoice(attempt, state);
    case 'Task':
      return performTask(attempt, state);
    case 'Parallel':
      return performParallel(attempt, state, runFlow);
    case 'Map':
      return performMap(attempt, state, runFlow);
  }
};

const contextOf = (frame: Frame, name: string, entered: number, retries: number): Record<string, unknown> => {
  const { run } = frame;
  const { arn: Id, name: Name, input: Input, roleArn: RoleArn } = run;
  return {
    Execution: { Id, Name, Input, RoleArn, StartTime: new Date(run.startedAt).toISOString(), RedriveCount: 0 },
    StateMachine: { Id: run.machine.arn, Name: run.machine.name },
    State: { Name: name, EnteredTime: new Date(entered).toISOString(), RetryCount: retries },
    ...(frame.item ? { Map: { Item: frame.item } } : {}),
  };
};

/** Evaluates Output and Assign, writes the variables, and leaves the state. */
const leave = async (attempt: Attempt, type: State['Type'], outcome: Outcome, seen = {}): Promise<Step> => {
  const { frame, name } = attempt;
  const { within = '', next } = outcome;
  const sight = sightOf(attempt, outcome.result ? { result: outcome.result.value } : seen);
  const output =
    outcome.output === undefined ? outcome.value : await evaluate(outcome.output, `${within}Output`, sight);
  refuseLarge(output, 'output of the state');
  const assigned = (await evaluate(outcome.assign ?? {}, `${within}Assign`, sight)) as Record<string, unknown>;
  refuseLarge(assigned, 'variables that the state assigns');
  frame.variables = { ...frame.variables, ...assigned };
  const variables = Object.fromEntries(Object.entries(assigned).map(([key, value]) => [key, text(value)]));
  const shown = outcome.assign ? { assignedVariables: variables, assignedVariablesDetails: whole } : {};
  const details = { name, output: text(output), outputDetails: whole, ...shown };
  frame.run.history.record(frame.trail, `${type}StateExited`, details);
  return { output, next };
};

/** Gives an error its full text, and notes in the history when it was an expression that failed. */
const explained = (attempt: Attempt, problem: unknown, enteredId: number): StatesError => {
  if (!(problem instanceof StatesError)) {
    return new StatesError('States.Runtime', problem instanceof Error ? problem.message : String(problem));
  }
  if (problem.location === undefined) return problem;
  const { frame, name } = attempt;
  const place = `An error occurred while executing the state '${name}' (entered at the event id #${enteredId}).`;
  const cause = `${place} ${problem.message}`;
  const details = { error: problem.error, cause, location: problem.location, state: name };
  frame.run.history.record(frame.trail, 'EvaluationFailed', details);
  return new StatesError(problem.error, cause);
};

/** Takes a state from entry to exit, with its retries and catches. Throws `StatesError` when nothing caught the failure. */
export const runState = async (
  frame: Frame,
  name: string,
  state: State,
  input: unknown,
  runFlow: RunFlow,
): Promise<Step> => {
  const { run, trail, signal } = frame;
  const { clock, random } = run.environment;
  const entered = clock.now();
  const enteredId = run.history.record(trail, `${state.Type}StateEntered`, {
    name,
    input: text(input),
    inputDetails: whole,
  });
  const uses: Uses = new Map();
  for (let retries = 0; ; retries += 1) {
    run.counters.transitions += 1;
    const attempt = { frame, name, input, context: contextOf(frame, name, entered, retries) };
    try {
      return await leave(attempt, state.Type, await perform(attempt, state, runFlow));
    } catch (problem) {
      if (signal.aborted) {
        if (LEAVES_A_TRACE_WHEN_CALLED_OFF.includes(state.Type)) run.history.record(trail, `${state.Type}StateAborted`);
        throw signal.reason;
      }
      const failure = explained(attempt, problem, enteredId);
      if (!('Catch' in state) && !('Retry' in state)) throw failure;
      const delay = retryDelay(state.Retry, failure, uses, random);
      if (delay !== undefined) {
        await clock.pause(delay * 1000, signal);
        continue;
      }
      const caught = catcherFor(state.Catch, failure);
      if (!caught) throw failure;
      const errorOutput = { Error: failure.error, Cause: failure.message };
      const { Output: output, Assign: assign, Next: next } = caught.catcher;
      const outcome = { value: errorOutput, output, assign, next, within: caught.within };
      return await leave(attempt, state.Type, outcome, { errorOutput }).catch((again) => {
        throw explained(attempt, again, enteredId);
      });
    }
  }
};
