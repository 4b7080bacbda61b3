import type { EmitMetric, PutEvent } from '../service.ts';
import type { Description } from './execution-store.ts';

const METRICS = {
  RUNNING: 'ExecutionsStarted',
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  ABORTED: 'ExecutionsAborted',
  TIMED_OUT: 'ExecutionsTimedOut',
} as const;

/** Tells the world that an execution has a new status: the metrics of `AWS/States`, and the event on the default bus. */
export const createAnnounce =
  (emit: EmitMetric, putEvent: PutEvent) =>
  (execution: Description): void => {
    const { executionArn, stateMachineArn, name, status, startDate, stopDate, input, output, error, cause } = execution;
    const metric = { namespace: 'AWS/States', dimensions: { StateMachineArn: stateMachineArn } };
    emit({ ...metric, name: METRICS[status], value: 1, unit: 'Count' });
    if (stopDate !== undefined) {
      emit({ ...metric, name: 'ExecutionTime', value: stopDate - startDate, unit: 'Milliseconds' });
    }
    putEvent({
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      resources: [executionArn],
      detail: {
        executionArn,
        stateMachineArn,
        name,
        status,
        startDate,
        stopDate: stopDate ?? null,
        input,
        output: output ?? null,
        inputDetails: { included: true },
        outputDetails: output === undefined ? null : { included: true },
        stateMachineVersionArn: null,
        stateMachineAliasArn: null,
        redriveCount: 0,
        redriveDate: null,
        redriveStatus: 'NOT_REDRIVABLE',
        redriveStatusReason: 'The local cloud does not redrive executions',
        error: error ?? null,
        cause: cause ?? null,
      },
    });
  };
