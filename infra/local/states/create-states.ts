import { randomUUID } from 'node:crypto';
import { type Call, type EmitMetric, type PutEvent, type Service, ServiceError } from '../service.ts';
import { accessFor } from './access.ts';
import { createAnnounce } from './announce.ts';
import type { Description } from './execution-store.ts';
import { createExecutions, type HistoryListener } from './executions.ts';
import { callTask } from './integrations/call-task.ts';
import type { InvokeLambda } from './integrations/lambda.ts';
import { createSdk, roleNameOf, type SdkDeps } from './integrations/sdk.ts';
import type { Children } from './integrations/start-execution.ts';
import { StatesError } from './language/errors.ts';
import { type StateMachine, stateMachineKind } from './machines.ts';
import { createOperations } from './operations.ts';
import { knownOperation } from './requests.ts';
import { type Clock, realClock } from './run/clock.ts';
import type { Environment } from './run/frame.ts';
import { createTaskTokens } from './run/task-tokens.ts';

export interface StatesDeps extends SdkDeps {
  readonly invokeLambda: InvokeLambda;
  /** Throws `ServiceError` when the role may not do it; for what a machine does without a call of its own. */
  readonly authorize: (roleName: string, action: string, resource: string) => void;
  readonly putEvent: PutEvent;
  readonly emit: EmitMetric;
  /** Where executions are kept, as JSON files. */
  readonly folder: string;
  /** Divides the time of Wait states and of back-offs before a retry; never a timeout. @default 1 */
  readonly waitSpeed?: number;
  /** @default the machine's own time, with `waitSpeed` */
  readonly clock?: Clock;
}

/** The service, and what the rest of the local cloud may ask of it without going through HTTP. */
export interface States extends Service {
  /** Starts an execution as StartExecution does, for rules and schedules. Throws the same `ServiceError`s. */
  start(stateMachineArn: string, input: unknown, name?: string): Promise<{ readonly executionArn: string }>;
  /** Resolves once an execution has ended. */
  ended(executionArn: string): Promise<Description>;
  /** State transitions and Lambda invocations of an execution so far; its retries count, as on a bill. */
  counters(executionArn: string): { readonly transitions: number; readonly lambdaInvocations: number };
  /** Follows every execution live. Gives what ends the following. */
  onHistory(listener: HistoryListener): () => void;
}

const bodyOf = async (call: Call): Promise<Record<string, unknown>> => {
  try {
    return JSON.parse((await call.bytes()).toString('utf8') || '{}');
  } catch {
    throw new ServiceError('SerializationException', 'The body is not JSON');
  }
};

const JSON_1_0 = { 'content-type': 'application/x-amz-json-1.0' };

/**
 * Step Functions of the local cloud: standard state machines in JSONata, with executions that are really run. Executions do not
 * survive the process: after a restart, one that was running is shown as aborted because the local cloud was stopped.
 */
export const createStates = (deps: StatesDeps): States => {
  const clock = deps.clock ?? realClock(deps.waitSpeed ?? 1);
  const machines = new Map<string, StateMachine>();
  const sdk = createSdk(deps);
  const tokens = createTaskTokens(clock.now, randomUUID);
  const listeners = new Set<HistoryListener>();
  const environment: Environment = {
    clock,
    tokens,
    random: Math.random,
    uuid: randomUUID,
    call: (task) => callTask(sdk, deps.invokeLambda, children, task),
    mayStartItself: ({ roleArn, machine }) => {
      try {
        deps.authorize(roleNameOf(roleArn), 'states:StartExecution', machine.arn);
      } catch (problem) {
        throw new StatesError('States.Permissions', (problem as Error).message);
      }
    },
  };
  const children: Children = {
    ended: (arn) => executions.ended(arn),
    stop: (arn) => void executions.stop(arn, undefined, 'the parent execution was stopped'),
  };
  const executions = createExecutions({
    folder: deps.folder,
    environment,
    announce: createAnnounce(deps.emit, deps.putEvent),
    heard: (happening) => {
      for (const listener of listeners) listener(happening);
    },
  });
  const operate = createOperations({ machines, executions, tokens });

  return {
    signingNames: ['states'],
    resources: { 'AWS::StepFunctions::StateMachine': stateMachineKind(machines, clock.now) },
    access: async (call) => accessFor(knownOperation(call.operation), await bodyOf(call)),
    handle: async (call) => {
      const reply = await operate(knownOperation(call.operation), await bodyOf(call));
      return { headers: JSON_1_0, body: JSON.stringify(reply) };
    },
    start: async (stateMachineArn, input, name) => {
      const started = await operate('StartExecution', { stateMachineArn, input: JSON.stringify(input), name });
      return { executionArn: String(started.executionArn) };
    },
    ended: executions.ended,
    counters: (arn) => {
      const { transitions, lambdaInvocations } = executions.describe(arn);
      return { transitions, lambdaInvocations };
    },
    onHistory: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: async () => {
      await executions.stopAll();
      sdk.stop();
    },
  };
};
