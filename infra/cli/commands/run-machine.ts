import { setTimeout as pause } from 'node:timers/promises';
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { stepFunctions } from '../../../shared/adapters/clients.ts';

export interface Finished {
  readonly status: string;
  readonly output: Record<string, unknown>;
  readonly cause: string;
}

/** Starts a machine and waits for its end. */
export const runMachine = async (stateMachineArn: string, input: object): Promise<Finished> => {
  const { executionArn } = await stepFunctions().send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  for (;;) {
    const {
      status = '',
      output,
      cause = '',
    } = await stepFunctions().send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') return { status, output: JSON.parse(output ?? '{}') as Record<string, unknown>, cause };
    await pause(300);
  }
};
