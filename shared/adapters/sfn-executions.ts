import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';

/** Starts an execution under a name that follows from its work, so that the same work is started once. */
export const startOnce =
  (client: SFNClient, stateMachineArn: string) =>
  async (name: string, input: object): Promise<'started' | 'exists'> => {
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      return 'started';
    } catch (error) {
      if ((error as Error).name === 'ExecutionAlreadyExists') return 'exists';
      throw error;
    }
  };
