import { StatesError } from '../language/errors.ts';
import type { TaskCall } from '../run/frame.ts';
import type { Sdk } from './sdk.ts';

interface Entry {
  readonly Detail?: unknown;
  readonly Resources?: readonly string[];
}

interface Reply {
  readonly FailedEntryCount?: number;
  readonly Entries?: readonly { readonly ErrorCode?: string; readonly ErrorMessage?: string }[];
}

/**
 * `events:putEvents`. `Detail` may be an object; execution and machine are added to `Resources`, as Step Functions does.
 * A refused entry fails the task with `EventBridge.FailedEntry`.
 */
export const putEvents = async (sdk: Sdk, task: TaskCall): Promise<unknown> => {
  const { Entries = [] } = (task.arguments ?? {}) as { Entries?: readonly Entry[] };
  const { arn, machine } = task.run;
  const entries = Entries.map((entry) => ({
    ...entry,
    ...(entry.Detail === undefined || typeof entry.Detail === 'string' ? {} : { Detail: JSON.stringify(entry.Detail) }),
    Resources: [...(entry.Resources ?? []), arn, machine.arn],
  }));
  const reply = (await sdk.call(
    'eventbridge',
    'putEvents',
    { ...(task.arguments as object), Entries: entries },
    task,
  )) as Reply;
  if (reply.FailedEntryCount) throw new StatesError('EventBridge.FailedEntry', JSON.stringify(reply));
  return reply;
};
