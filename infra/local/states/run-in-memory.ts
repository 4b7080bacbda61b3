import { randomUUID } from 'node:crypto';
import { ACCOUNT, REGION } from '../service.ts';
import { StatesError } from './language/errors.ts';
import { parseDefinition } from './language/parse-definition.ts';
import { type Ending, startExecution } from './run/execution.ts';
import type { Environment, TaskCall } from './run/frame.ts';
import type { HistoryEvent } from './run/history.ts';
import { createTaskTokens } from './run/task-tokens.ts';
import { virtualClock } from './run/virtual-clock.ts';

/** What a handler gives when nobody ever answers: the task then ends by its own TimeoutSeconds or HeartbeatSeconds. */
export const NO_ANSWER = Symbol('no answer');

/**
 * Stands for a Task, by state name. For `lambda:invoke` it stands for the function: it is given the Payload and gives what the
 * function would return; for any other resource it is given the Arguments and gives the service's whole result.
 * What it throws becomes the error, named by its `name`. `attempt` counts from 1.
 */
export type Handler = (args: never, call: { readonly token?: string; readonly attempt: number }) => unknown;

export interface MemoryRun {
  readonly status: Ending['status'];
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  /** State names in the order in which they were entered. */
  readonly path: string[];
  /** How long it would have taken, with tasks that answer at once. */
  readonly seconds: number;
  readonly history: readonly HistoryEvent[];
}

interface Options {
  /** When the execution begins. @default 2026-01-01T00:00:00Z */
  readonly startsAt?: Date;
  readonly executionName?: string;
  readonly machineName?: string;
  /** @default always 0.5 */
  readonly random?: () => number;
}

const named = (problem: unknown): StatesError => {
  if (problem instanceof StatesError) return problem;
  if (problem instanceof Error) return new StatesError(problem.name, problem.message);
  return new StatesError('Error', String(problem));
};

const jsonOf = (value: unknown): unknown => (value === undefined ? null : JSON.parse(JSON.stringify(value)));

/**
 * Runs a state machine in memory, in virtual time: Wait states, back-offs and timeouts take none. Each Task is answered by the
 * handler of its state name; a `.waitForTaskToken` handler gives the callback's output, throws its failure, or gives `NO_ANSWER`.
 * Rejects when the definition is faulty, when a Task has no handler, or when a task would wait for ever.
 */
export const runMachine = async (
  definition: unknown,
  input: unknown,
  handlers: Readonly<Record<string, Handler>>,
  options: Options = {},
): Promise<MemoryRun> => {
  const machine = parseDefinition(definition);
  const { startsAt = new Date('2026-01-01T00:00:00Z'), executionName = 'run', machineName = 'machine' } = options;
  const { promise: broken, reject } = Promise.withResolvers<never>();
  broken.catch(() => {});
  const clock = virtualClock(startsAt.getTime(), () =>
    reject(new Error('A task waits for ever: it has no time limit.')),
  );
  const attempts = new Map<string, number>();
  const tokens = createTaskTokens(clock.now, randomUUID);

  const call = async (task: TaskCall): Promise<unknown> => {
    const handler = handlers[task.state];
    if (!handler) {
      reject(new Error(`There is no handler for the task "${task.state}".`));
      return new Promise(() => {});
    }
    const attempt = (attempts.get(task.state) ?? 0) + 1;
    attempts.set(task.state, attempt);
    const about = { attempt, ...(task.token ? { token: task.token } : {}) };
    const lambda = task.resource.kind === 'lambda';
    const given = lambda ? (task.arguments as { Payload?: unknown }).Payload : task.arguments;
    try {
      const answer = await clock.during(async () => handler(given as never, about));
      if (answer === NO_ANSWER) return task.token ? null : new Promise(() => {});
      if (task.token) tokens.succeed(task.token, jsonOf(answer));
      return lambda ? { ExecutedVersion: '$LATEST', StatusCode: 200, Payload: jsonOf(answer) } : jsonOf(answer);
    } catch (problem) {
      throw named(problem);
    }
  };

  const environment: Environment = {
    clock,
    tokens,
    call,
    mayStartItself: () => {},
    uuid: randomUUID,
    random: options.random ?? (() => 0.5),
  };
  const arn = (kind: string, name: string) => `arn:aws:states:${REGION}:${ACCOUNT}:${kind}:${name}`;
  const execution = startExecution(machine, {
    arn: arn('execution', `${machineName}:${executionName}`),
    name: executionName,
    input: jsonOf(input),
    roleArn: `arn:aws:iam::${ACCOUNT}:role/${machineName}`,
    machine: { arn: arn('stateMachine', machineName), name: machineName },
    environment,
  });
  try {
    const ending = await Promise.race([execution.ended, broken]);
    const path = execution.history.events.flatMap((event) =>
      event.type.endsWith('StateEntered') ? [(event.stateEnteredEventDetails as { name: string }).name] : [],
    );
    return { ...ending, path, seconds: (clock.now() - startsAt.getTime()) / 1000, history: execution.history.events };
  } finally {
    execution.stop();
  }
};
