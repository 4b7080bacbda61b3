import { SendTaskSuccessCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { TaskTokenInvalid } from '../approval/errors.ts';
import type { CompleteTask } from '../approval/ports.ts';

const gone: ReadonlySet<string> = new Set(['TaskTimedOut', 'TaskDoesNotExist']);

/** Wakes a waiting execution. The output carries ids only. */
export const sfnTaskTokens =
  (client: () => SFNClient): CompleteTask =>
  async (taskToken, output) => {
    try {
      await client().send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
      return 'delivered';
    } catch (error) {
      const { name } = error as Error;
      if (gone.has(name)) return 'closed';
      if (name === 'InvalidToken') throw new TaskTokenInvalid({ cause: error });
      throw error;
    }
  };
