import { randomUUID } from 'node:crypto';
import { ServiceError } from '../service.ts';
import type { Description } from './execution-store.ts';
import type { Executions } from './executions.ts';
import { StatesError } from './language/errors.ts';
import type { StateMachine } from './machines.ts';
import { type Operation, parseRequest, type Request } from './requests.ts';
import type { HistoryEvent } from './run/history.ts';
import { issuerOf, type TaskTokens } from './run/task-tokens.ts';

interface Deps {
  readonly machines: ReadonlyMap<string, StateMachine>;
  readonly executions: Executions;
  readonly tokens: TaskTokens;
}

type Body = Record<string, unknown>;

/** Times go over the wire as seconds since 1970. */
const seconds = (milliseconds: number | undefined): number | undefined =>
  milliseconds === undefined ? undefined : milliseconds / 1000;

const PAYLOAD_LIMIT = 262_144;

const jsonText = (text: string, code: string): string => {
  if (Buffer.byteLength(text) > PAYLOAD_LIMIT) throw new ServiceError(code, `More than ${PAYLOAD_LIMIT} bytes`);
  try {
    JSON.parse(text);
    return text;
  } catch (problem) {
    throw new ServiceError(code, `Not JSON: ${(problem as Error).message}`);
  }
};

const page = <T>(all: readonly T[], { maxResults, nextToken }: { maxResults?: number; nextToken?: string }) => {
  const from = nextToken === undefined ? 0 : Number(Buffer.from(nextToken, 'base64url').toString());
  if (!Number.isInteger(from)) throw new ServiceError('InvalidToken', 'Invalid Token: nextToken');
  const to = from + (maxResults || 100);
  const more = to < all.length ? { nextToken: Buffer.from(String(to)).toString('base64url') } : {};
  return { items: all.slice(from, to), more };
};

const summary = (execution: Description) => ({
  executionArn: execution.executionArn,
  stateMachineArn: execution.stateMachineArn,
  name: execution.name,
  status: execution.status,
  startDate: seconds(execution.startDate),
  stopDate: seconds(execution.stopDate),
});

const onTheWire = (event: HistoryEvent) => ({ ...event, timestamp: seconds(event.timestamp) });

/** Answers each operation; errors are `ServiceError`s with the service's own codes. */
export const createOperations = ({ machines, executions, tokens }: Deps) => {
  const machine = (arn: string): StateMachine => {
    const found = machines.get(arn);
    if (!found) throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return found;
  };

  /** A token that is closed says so; one of a machine that is not here does not exist. */
  const answered = (token: string, answer: () => boolean): Body => {
    const issuer = issuerOf(token);
    if (issuer === undefined) throw new ServiceError('InvalidToken', 'Invalid Token: not a token of Step Functions');
    if (answer()) return {};
    if (!machines.has(issuer)) throw new ServiceError('TaskDoesNotExist', 'Task Does Not Exist: nor does its machine');
    throw new ServiceError('TaskTimedOut', 'Task Timed Out: the task has ended already');
  };

  const handlers: { readonly [Name in Operation]: (request: Request<Name>) => Body | Promise<Body> } = {
    StartExecution: ({ stateMachineArn, name = randomUUID(), input = '{}' }) => {
      const started = executions.start(machine(stateMachineArn), jsonText(input, 'InvalidExecutionInput'), name);
      return { executionArn: started.executionArn, startDate: seconds(started.startDate) };
    },
    DescribeExecution: ({ executionArn }) => {
      const execution = executions.describe(executionArn);
      const { input, output, error, cause } = execution;
      const included = { included: true };
      const result = output === undefined ? {} : { output, outputDetails: included };
      return { ...summary(execution), input, inputDetails: included, ...result, error, cause, redriveCount: 0 };
    },
    ListExecutions: ({ stateMachineArn, statusFilter, ...rest }) => {
      const all = executions.list(machine(stateMachineArn).arn);
      const { items, more } = page(
        all.filter(({ status }) => statusFilter === undefined || status === statusFilter),
        rest,
      );
      return { executions: items.map(summary), ...more };
    },
    GetExecutionHistory: ({ executionArn, reverseOrder = false, ...rest }) => {
      const events = executions.history(executions.describe(executionArn).executionArn);
      const { items, more } = page(reverseOrder ? events.toReversed() : events, rest);
      return { events: items.map(onTheWire), ...more };
    },
    StopExecution: async ({ executionArn, error, cause }) => {
      const stopped = await executions.stop(executions.describe(executionArn).executionArn, error, cause);
      return { stopDate: seconds(stopped.stopDate) };
    },
    DescribeStateMachine: ({ stateMachineArn }) => {
      const { arn, name, roleArn, source, createdAt } = machine(stateMachineArn);
      const fixed = { status: 'ACTIVE', type: 'STANDARD', tracingConfiguration: { enabled: false } };
      const logging = { loggingConfiguration: { level: 'OFF', includeExecutionData: false } };
      const own = { stateMachineArn: arn, name, roleArn, definition: source, creationDate: seconds(createdAt) };
      return { ...own, ...fixed, ...logging };
    },
    ListStateMachines: (request) => {
      const { items, more } = page([...machines.values()], request);
      const stateMachines = items.map(({ arn, name, createdAt }) => ({
        stateMachineArn: arn,
        name,
        type: 'STANDARD',
        creationDate: seconds(createdAt),
      }));
      return { stateMachines, ...more };
    },
    SendTaskSuccess: ({ taskToken, output }) => {
      const result = JSON.parse(jsonText(output, 'InvalidOutput'));
      return answered(taskToken, () => tokens.succeed(taskToken, result));
    },
    SendTaskFailure: ({ taskToken, error, cause }) =>
      answered(taskToken, () => tokens.fail(taskToken, new StatesError(error ?? '', cause))),
    SendTaskHeartbeat: ({ taskToken }) => answered(taskToken, () => tokens.beat(taskToken)),
  };

  return <Name extends Operation>(operation: Name, body: unknown): Body | Promise<Body> =>
    handlers[operation](parseRequest(operation, body));
};
