import { StatesError } from '../language/errors.ts';
import type { TaskCall } from '../run/frame.ts';
import type { Sdk } from './sdk.ts';

/** A finished execution as `DescribeExecution` would say it, in PascalCase, with input and output as JSON texts. */
export interface ChildEnding {
  readonly Status: string;
  readonly Output?: string;
  readonly Input?: string;
  readonly [field: string]: unknown;
}

/** How a parent waits for its child: resolves when the child has ended. */
export interface Children {
  ended(executionArn: string): Promise<ChildEnding>;
  stop(executionArn: string): void;
}

const jsonOf = (json: string | undefined): unknown => (json === undefined ? undefined : JSON.parse(json));

/** The optimised integration runs on the older Java SDK, which names the same errors `StepFunctions.` rather than `Sfn.`. */
const renamed = (problem: unknown): unknown => {
  if (!(problem instanceof StatesError) || !problem.error.startsWith('Sfn.')) return problem;
  const name = problem.error.slice('Sfn.'.length);
  return new StatesError(
    `StepFunctions.${name === 'SfnException' ? 'AWSStepFunctionsException' : name}`,
    problem.message,
  );
};

/**
 * `states:startExecution`, and `.sync:2`, which waits for the child and gives its input and output as JSON. A child that does not
 * succeed fails the task with `States.TaskFailed` and its description as the cause; a parent that is stopped stops its child.
 */
export const startChild = async (sdk: Sdk, children: Children, task: TaskCall): Promise<unknown> => {
  const given = (task.arguments ?? {}) as Record<string, unknown>;
  const input =
    given.Input === undefined || typeof given.Input === 'string' ? given.Input : JSON.stringify(given.Input);
  const args = { ...given, ...(input === undefined ? {} : { Input: input }) };
  // the request itself is never broken off: a child that started unheard could not be stopped
  const whole = { ...task, signal: new AbortController().signal };
  const started = await sdk.call('sfn', 'startExecution', args, whole).catch((problem: unknown) => {
    throw renamed(problem);
  });
  if (task.resource.pattern !== 'sync') return started;

  const { ExecutionArn: child } = started as { ExecutionArn: string };
  const stop = () => children.stop(child);
  task.signal.addEventListener('abort', stop, { once: true });
  if (task.signal.aborted) stop();
  const ending = await children.ended(child);
  task.signal.removeEventListener('abort', stop);
  if (ending.Status !== 'SUCCEEDED') throw new StatesError('States.TaskFailed', JSON.stringify(ending));
  return { ...ending, Input: jsonOf(ending.Input), Output: jsonOf(ending.Output) };
};
