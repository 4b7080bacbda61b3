import type { Chance, Sight } from '../language/jsonata.ts';
import type { TaskResource } from '../language/resource.ts';
import type { Clock } from './clock.ts';
import type { History, Trail } from './history.ts';
import type { TaskTokens } from './task-tokens.ts';

/** One call of a Task to the service behind its resource. */
export interface TaskCall {
  readonly resource: TaskResource;
  readonly arguments: unknown;
  /** Name of the state that calls. */
  readonly state: string;
  /** The token that a `.waitForTaskToken` task waits for. */
  readonly token?: string;
  readonly run: Run;
  readonly signal: AbortSignal;
}

/** The world around the interpreter. */
export interface Environment extends Chance {
  readonly clock: Clock;
  readonly tokens: TaskTokens;
  /** Makes the call and gives its result; throws `StatesError` when the service says no. */
  call(task: TaskCall): Promise<unknown>;
  /**
   * Whether the role of a machine may start executions of it, as the children of a Distributed Map are; throws
   * `StatesError` when it may not.
   */
  mayStartItself(run: Run): void;
}

/** What an execution has used so far. */
export interface Counters {
  /** States entered, and attempts made again: what AWS bills. */
  transitions: number;
  lambdaInvocations: number;
}

/** One execution, as all of its flows share it. */
export interface Run {
  readonly arn: string;
  readonly name: string;
  readonly input: unknown;
  readonly roleArn: string;
  readonly machine: { readonly arn: string; readonly name: string };
  /** When it began, in ms since 1970. */
  readonly startedAt: number;
  readonly environment: Environment;
  readonly history: History;
  /** Shared with the child workflows of a Distributed Map. */
  readonly counters: Counters;
}

/** One flow of states within an execution: the machine itself, a branch, or an iteration. */
export interface Frame {
  readonly run: Run;
  readonly signal: AbortSignal;
  readonly trail: Trail;
  readonly item?: { readonly Index: number; readonly Value: unknown };
  variables: Readonly<Record<string, unknown>>;
}

/** One attempt at one state: what its expressions see. `context` is the context object and may still gain a `Task`. */
export interface Attempt {
  readonly frame: Frame;
  readonly name: string;
  readonly input: unknown;
  readonly context: Record<string, unknown>;
}

/** What a state made of its input, before Output and Assign. */
export interface Outcome {
  /** Output when the state has no `Output`. */
  readonly value: unknown;
  /** Present when `$states.result` can be read. */
  readonly result?: { readonly value: unknown };
  readonly output?: unknown;
  readonly assign?: unknown;
  /** Field of `output` and `assign`, such as `Choices[1]/`, for error texts. */
  readonly within?: string;
  /** The next state; none at the end of the flow. */
  readonly next?: string;
}

/** What the expressions of an attempt see, with the result or the error output where there is one. */
export const sightOf = (attempt: Attempt, more: Readonly<Record<string, unknown>> = {}): Sight => ({
  variables: attempt.frame.variables,
  states: { input: attempt.input, context: attempt.context, ...more },
  chance: attempt.frame.run.environment,
});
