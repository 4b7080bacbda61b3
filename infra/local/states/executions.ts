import { ServiceError } from '../service.ts';
import { executionArn } from './arns.ts';
import { createExecutionStore, type Description, STOPPED_WITH_THE_CLOUD, type Status } from './execution-store.ts';
import type { StateMachine } from './machines.ts';
import { type Ending, type Execution, startExecution } from './run/execution.ts';
import type { Environment } from './run/frame.ts';
import type { HistoryEvent } from './run/history.ts';

/** Told every history event of every execution as it happens. */
export type HistoryListener = (happening: {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly event: HistoryEvent;
}) => void;

interface Deps {
  readonly folder: string;
  readonly environment: Environment;
  readonly announce: (execution: Description) => void;
  readonly heard: HistoryListener;
}

interface Live {
  readonly execution: Execution;
  /** Settles when the execution has ended and been written down. */
  readonly settled: Promise<Description>;
}

const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}]{1,80}$/u;

/** All executions: the running ones in memory, the ended ones on disk with their descriptions at hand. */
export const createExecutions = ({ folder, environment, announce, heard }: Deps) => {
  const { clock } = environment;
  const store = createExecutionStore(folder);
  const known = new Map<string, Description>(store.load().map((execution) => [execution.executionArn, execution]));
  const running = new Map<string, Live>();

  const describe = (arn: string): Description => {
    const description = known.get(arn);
    if (!description) throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return { ...description, ...running.get(arn)?.execution.counters };
  };

  const settle = async (arn: string, execution: Execution, written: Promise<void>): Promise<Description> => {
    const ending: Ending = await execution.ended;
    const output = ending.status === 'SUCCEEDED' ? { output: JSON.stringify(ending.output) } : {};
    const said = ending.status === 'SUCCEEDED' ? {} : { error: ending.error, cause: ending.cause };
    const description = {
      ...describe(arn),
      status: ending.status as Status,
      stopDate: clock.now(),
      ...output,
      ...said,
    };
    known.set(arn, description);
    await written;
    await store.save(description, execution.history.events);
    running.delete(arn);
    announce(description);
    return description;
  };

  const start = (machine: StateMachine, input: string, name: string): Description => {
    if (!NAME.test(name)) throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
    const arn = executionArn(machine.name, name);
    const earlier = known.get(arn);
    if (earlier?.status === 'RUNNING' && earlier.input === input) return earlier;
    if (earlier) throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);

    const description: Description = {
      executionArn: arn,
      stateMachineArn: machine.arn,
      machineName: machine.name,
      name,
      status: 'RUNNING',
      startDate: clock.now(),
      input,
      transitions: 0,
      lambdaInvocations: 0,
    };
    known.set(arn, description);
    const execution = startExecution(machine.definition, {
      arn,
      name,
      input: JSON.parse(input),
      roleArn: machine.roleArn,
      machine: { arn: machine.arn, name: machine.name },
      environment,
      heard: (event) => heard({ executionArn: arn, stateMachineArn: machine.arn, event }),
    });
    announce(description);
    const written = store.save(description, [...execution.history.events]);
    running.set(arn, { execution, settled: settle(arn, execution, written) });
    return description;
  };

  const stop = (arn: string, error?: string, cause?: string): Promise<Description> => {
    running.get(arn)?.execution.stop(error, cause);
    return running.get(arn)?.settled ?? Promise.resolve(describe(arn));
  };

  return {
    start,
    stop,
    describe,
    list: (machine: string): Description[] =>
      [...known.values()]
        .filter(({ stateMachineArn }) => stateMachineArn === machine)
        .sort((a, b) => b.startDate - a.startDate),
    history: (arn: string): readonly HistoryEvent[] =>
      running.get(arn)?.execution.history.events ?? store.history(describe(arn)),
    /** Resolves with the description of an execution once it has ended. */
    ended: async (arn: string): Promise<Description> => running.get(arn)?.settled ?? describe(arn),
    stopAll: async (): Promise<void> => {
      for (const { execution } of running.values()) execution.stop(undefined, STOPPED_WITH_THE_CLOUD);
      await Promise.all([...running.values()].map(({ settled }) => settled));
    },
  };
};

export type Executions = ReturnType<typeof createExecutions>;
