import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';

/** How often the same work may be started again after its run broke. */
const ATTEMPTS = 20;

/** Whether an execution was started, or since when there is one for the same work. */
type Started = { readonly kind: 'started' } | { readonly kind: 'exists'; readonly since: Date };

/**
 * Starts an execution under a name that follows from its work, so that the same work is started once. Only a run that
 * broke (failed, timed out, aborted) may be followed by another, under the next attempt's name.
 */
export const startOnce =
  (client: SFNClient, stateMachineArn: string) =>
  async (name: string, input: object): Promise<Started> => {
    let since = new Date(0);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const attemptName = attempt === 1 ? name : `${name}-${attempt}`;
      try {
        await client.send(
          new StartExecutionCommand({ stateMachineArn, name: attemptName, input: JSON.stringify(input) }),
        );
        return { kind: 'started' };
      } catch (error) {
        if ((error as Error).name !== 'ExecutionAlreadyExists') throw error;
        const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${attemptName}`;
        const { status, startDate } = await client.send(new DescribeExecutionCommand({ executionArn }));
        since = startDate ?? since;
        if (status === 'RUNNING' || status === 'SUCCEEDED' || status === 'PENDING_REDRIVE')
          return { kind: 'exists', since };
      }
    }
    return { kind: 'exists', since };
  };
