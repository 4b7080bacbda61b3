import type { Definition } from '../language/definition.ts';
import { CalledOff, refuseLarge, StatesError } from '../language/errors.ts';
import { runFlow } from './flow.ts';
import type { Counters, Environment, Run } from './frame.ts';
import { createHistory, type History, type HistoryEvent, text, whole } from './history.ts';

/** How an execution ended. `error` and `cause` are absent where there is nothing to say. */
export type Ending =
  | { readonly status: 'SUCCEEDED'; readonly output: unknown }
  | { readonly status: 'FAILED' | 'ABORTED' | 'TIMED_OUT'; readonly error?: string; readonly cause?: string };

export interface Execution {
  readonly history: History;
  readonly counters: Readonly<Counters>;
  /** Never rejects. */
  readonly ended: Promise<Ending>;
  stop(error?: string, cause?: string): void;
}

interface Beginning extends Pick<Run, 'arn' | 'name' | 'input' | 'roleArn' | 'machine'> {
  readonly environment: Environment;
  readonly heard?: (event: HistoryEvent) => void;
}

const said = (error = '', cause = '') => ({ ...(error ? { error } : {}), ...(cause ? { cause } : {}) });

const endingOf = (problem: unknown): Ending => {
  if (problem instanceof CalledOff) {
    if (problem.reason === 'timed out') return { status: 'TIMED_OUT' };
    const status = problem.reason === 'history full' ? 'FAILED' : 'ABORTED';
    return { status, ...said(problem.error, problem.message) };
  }
  const known = problem instanceof StatesError;
  return { status: 'FAILED', ...said(known ? problem.error : 'States.Runtime', (problem as Error).message) };
};

const EVENTS = { FAILED: 'ExecutionFailed', ABORTED: 'ExecutionAborted', TIMED_OUT: 'ExecutionTimedOut' } as const;

/** Starts an execution of a checked definition. It runs by itself; `ended` says how it went. */
export const startExecution = (definition: Definition, beginning: Beginning): Execution => {
  const { environment, heard, ...identity } = beginning;
  const { clock } = environment;
  const off = new AbortController();
  const full = new CalledOff(
    'history full',
    'States.Runtime',
    'The execution reached the maximum of 25000 history events.',
  );
  const history = createHistory(clock.now, heard, () => off.abort(full));
  const counters = { transitions: 0, lambdaInvocations: 0 };
  const trail = { last: 0 };
  const run: Run = { ...identity, environment, history, counters, startedAt: clock.now() };
  const over = new AbortController();

  const play = async (): Promise<Ending> => {
    history.record(trail, 'ExecutionStarted', { input: text(run.input), inputDetails: whole, roleArn: run.roleArn });
    if (definition.TimeoutSeconds !== undefined) {
      clock.limit(definition.TimeoutSeconds * 1000, over.signal).then(
        () => off.abort(new CalledOff('timed out')),
        () => {},
      );
    }
    try {
      const frame = { run, signal: off.signal, trail, variables: {} };
      const output = await runFlow(frame, definition, run.input);
      refuseLarge(output, 'output of the execution');
      history.record(trail, 'ExecutionSucceeded', { output: text(output), outputDetails: whole });
      return { status: 'SUCCEEDED', output };
    } catch (problem) {
      const ending = endingOf(off.signal.aborted ? off.signal.reason : problem);
      if (ending.status === 'SUCCEEDED') return ending;
      history.record(trail, EVENTS[ending.status], said(ending.error, ending.cause));
      return ending;
    } finally {
      over.abort();
    }
  };

  return {
    history,
    counters,
    ended: play(),
    stop: (error, cause) => off.abort(new CalledOff('stopped', error, cause)),
  };
};
