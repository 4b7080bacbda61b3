import { REGION } from '../../service.ts';
import type { TaskState } from '../language/definition.ts';
import { refuseLarge, StatesError } from '../language/errors.ts';
import { evaluate } from '../language/jsonata.ts';
import { parseResource, type TaskResource } from '../language/resource.ts';
import { type Attempt, type Outcome, sightOf } from './frame.ts';
import { text, whole } from './history.ts';
import type { OpenToken } from './task-tokens.ts';

const secondsOf = async (attempt: Attempt, state: TaskState, field: 'TimeoutSeconds' | 'HeartbeatSeconds') => {
  if (state[field] === undefined) return undefined;
  const seconds = await evaluate(state[field], field, sightOf(attempt));
  if (typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 1 && seconds <= 99_999_999) return seconds;
  throw new StatesError('States.QueryEvaluationError', `The field '${field}' must be 1 to 99999999 seconds.`, field);
};

/** Never fulfils; rejects when the flow around the task is called off. */
const calledOff = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

const never = (): Promise<never> => new Promise(() => {});

interface Limits {
  readonly timeout?: number;
  readonly heartbeat?: number;
}

const tooLate = async (attempt: Attempt, { timeout }: Limits, signal: AbortSignal): Promise<never> => {
  if (timeout === undefined) return never();
  await attempt.frame.run.environment.clock.limit(timeout * 1000, signal);
  throw new StatesError('States.Timeout');
};

const gone = async (attempt: Attempt, { heartbeat }: Limits, ticket: OpenToken | undefined, signal: AbortSignal) => {
  if (heartbeat === undefined || !ticket) return never();
  const { clock } = attempt.frame.run.environment;
  for (;;) {
    const left = ticket.lastBeat() + heartbeat * 1000 - clock.now();
    if (left <= 0) throw new StatesError('States.HeartbeatTimeout');
    await clock.limit(left, signal);
  }
};

const noteFailure = (attempt: Attempt, resource: TaskResource, failure: StatesError): void => {
  const { history } = attempt.frame.run;
  const type = ['States.Timeout', 'States.HeartbeatTimeout'].includes(failure.error) ? 'TaskTimedOut' : 'TaskFailed';
  const { resourceType, resource: action } = resource;
  const cause = failure.message === '' ? {} : { cause: failure.message };
  history.record(attempt.frame.trail, type, { resourceType, resource: action, error: failure.error, ...cause });
};

/** Calls, and for a callback task waits for the token's answer, until it answers or time is up. */
const answerOf = async (
  attempt: Attempt,
  resource: TaskResource,
  args: unknown,
  limits: Limits,
  ticket?: OpenToken,
) => {
  const { frame, name } = attempt;
  const { run, trail } = frame;
  const over = new AbortController();
  const signal = AbortSignal.any([frame.signal, over.signal]);
  const asked = async (): Promise<unknown> => {
    const token = ticket ? { token: ticket.token } : {};
    const reply = await run.environment.call({ resource, arguments: args, state: name, run, signal, ...token });
    if (!ticket || signal.aborted) return reply;
    const { resourceType, resource: action } = resource;
    const output = { output: text(reply), outputDetails: whole };
    run.history.record(trail, 'TaskSubmitted', { resourceType, resource: action, ...output });
    return ticket.answer;
  };
  // a callback may fail the task while the call itself still runs
  const failedEarly = ticket ? ticket.answer.then(never) : never();
  const ends = [asked(), failedEarly, calledOff(signal), tooLate(attempt, limits, signal)];
  ends.push(gone(attempt, limits, ticket, signal));
  for (const end of ends) end.catch(() => {});
  try {
    return await Promise.race(ends);
  } finally {
    over.abort();
  }
};

const asStatesError = (problem: unknown): StatesError =>
  problem instanceof StatesError ? problem : new StatesError('States.Runtime', String((problem as Error)?.message));

const callAndWait = async (attempt: Attempt, state: TaskState, resource: TaskResource, ticket?: OpenToken) => {
  const { run, trail, signal } = attempt.frame;
  const { Arguments: template = attempt.input } = state;
  const args = await evaluate(template, 'Arguments', sightOf(attempt));
  refuseLarge(args, 'Arguments of the task');
  const timeout = await secondsOf(attempt, state, 'TimeoutSeconds');
  const heartbeat = await secondsOf(attempt, state, 'HeartbeatSeconds');

  const kind = { resourceType: resource.resourceType, resource: resource.resource };
  const limits = {
    ...(timeout === undefined ? {} : { timeoutInSeconds: timeout }),
    ...(heartbeat === undefined ? {} : { heartbeatInSeconds: heartbeat }),
  };
  run.history.record(trail, 'TaskScheduled', { ...kind, region: REGION, parameters: text(args), ...limits });
  run.history.record(trail, 'TaskStarted', kind);
  if (resource.kind === 'lambda') run.counters.lambdaInvocations += 1;
  let value: unknown;
  try {
    value = (await answerOf(attempt, resource, args, { timeout, heartbeat }, ticket)) ?? null;
    refuseLarge(value, 'result of the task');
  } catch (problem) {
    if (signal.aborted) throw signal.reason;
    const failure = asStatesError(problem);
    noteFailure(attempt, resource, failure);
    throw failure;
  }
  run.history.record(trail, 'TaskSucceeded', { ...kind, output: text(value), outputDetails: whole });
  return value;
};

/** One attempt at a Task: evaluates its arguments, calls the service, and keeps its time limits. */
export const performTask = async (attempt: Attempt, state: TaskState): Promise<Outcome> => {
  const { run } = attempt.frame;
  const resource = parseResource(state.Resource);
  if (!resource) throw new StatesError('States.Runtime', `No integration for ${state.Resource}`);
  // the token comes before Arguments, which hand it on
  const ticket = resource.pattern === 'callback' ? run.environment.tokens.issue(run.machine.arn) : undefined;
  if (ticket) attempt.context.Task = { Token: ticket.token };
  try {
    const value = await callAndWait(attempt, state, resource, ticket);
    return { value, result: { value }, output: state.Output, assign: state.Assign, next: state.Next };
  } finally {
    ticket?.close();
  }
};
