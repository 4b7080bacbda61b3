import { StatesError } from '../language/errors.ts';
import type { TaskCall } from '../run/frame.ts';
import type { Sdk } from './sdk.ts';

/** What DescribeExecution says of an ended child, in PascalCase, with input and output as JSON texts. */
interface Described {
  readonly Status: string;
  readonly Input?: string;
  readonly Output?: string;
}

/** How a parent follows its child: `ended` resolves when the child has ended. */
export interface Children {
  ended(executionArn: string): Promise<unknown>;
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
 * `states:startExecution`, and `.sync:2`, which waits for the child and gives its description with input and output as JSON. A
 * child that does not succeed fails the task with `States.TaskFailed` and that description as the cause; a parent that is
 * stopped stops its child. Both calls are made as the role of the parent.
 */
export const startChild = async (sdk: Sdk, children: Children, task: TaskCall): Promise<unknown> => {
  const given = (task.arguments ?? {}) as Record<string, unknown>;
  const input =
    given.Input === undefined || typeof given.Input === 'string' ? given.Input : JSON.stringify(given.Input);
  // a request is never broken off: a child that started unheard could not be stopped
  const unbroken = { ...task, signal: new AbortController().signal };
  const ask = (action: string, args: object): Promise<unknown> =>
    sdk.call('sfn', action, args, unbroken).catch((problem: unknown) => {
      throw renamed(problem);
    });
  const started = await ask('startExecution', { ...given, ...(input === undefined ? {} : { Input: input }) });
  if (task.resource.pattern !== 'sync') return started;

  const { ExecutionArn } = started as { ExecutionArn: string };
  const stop = () => children.stop(ExecutionArn);
  task.signal.addEventListener('abort', stop, { once: true });
  if (task.signal.aborted) stop();
  await children.ended(ExecutionArn);
  task.signal.removeEventListener('abort', stop);
  const child = (await ask('describeExecution', { ExecutionArn })) as Described;
  if (child.Status !== 'SUCCEEDED') throw new StatesError('States.TaskFailed', JSON.stringify(child));
  return { ...child, Input: jsonOf(child.Input), Output: jsonOf(child.Output) };
};
