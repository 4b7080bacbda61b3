import { describe, expect, it } from 'vitest';
import { runMachine } from '../../../../infra/local/states/run-in-memory.ts';
import { lambda, machine, named } from './machines.ts';

const types = (run: { history: readonly { type: string }[] }) => run.history.map(({ type }) => type);

describe('the history', () => {
  it('tells a task as GetExecutionHistory does', async () => {
    const definition = machine({ T: lambda({ TimeoutSeconds: 9, Assign: { a: 1 }, End: true }) });
    const run = await runMachine(definition, { n: 1 }, { T: () => 'done' });

    expect(types(run)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    expect(run.history[2]).toMatchObject({
      id: 3,
      previousEventId: 2,
      taskScheduledEventDetails: {
        resourceType: 'lambda',
        resource: 'invoke',
        region: 'eu-central-1',
        parameters: '{"FunctionName":"score","Payload":{"n":1}}',
        timeoutInSeconds: 9,
      },
    });
    expect(run.history[5]).toMatchObject({
      stateExitedEventDetails: { name: 'T', assignedVariables: { a: '1' }, outputDetails: { truncated: false } },
    });
  });

  it('tells a callback task as submitted, under its full resource', async () => {
    const run = await runMachine(machine({ T: lambda({ End: true }, '.waitForTaskToken') }), {}, { T: () => 1 });

    expect(types(run)).toContain('TaskSubmitted');
    expect(run.history[2]).toMatchObject({ taskScheduledEventDetails: { resource: 'invoke.waitForTaskToken' } });
  });

  it('names the service and the action of an SDK task', async () => {
    const T = { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:sagemaker:createEndpoint', Arguments: {}, End: true };
    const run = await runMachine(machine({ T }), {}, { T: () => ({}) });

    expect(run.history[3]).toMatchObject({
      taskStartedEventDetails: { resourceType: 'aws-sdk:sagemaker', resource: 'createEndpoint' },
    });
  });

  it('tells each attempt of a retried task, within one visit to the state', async () => {
    const T = (_: unknown, { attempt }: { attempt: number }) => {
      if (attempt === 1) throw named('Busy', 'try again');
    };
    const run = await runMachine(machine({ T: lambda({ Retry: [{ ErrorEquals: ['Busy'] }], End: true }) }), {}, { T });

    expect(types(run).slice(1, 9)).toEqual([
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskFailed',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
    ]);
    expect(run.history[4]).toMatchObject({ taskFailedEventDetails: { error: 'Busy', cause: 'try again' } });
  });

  it('says where an expression failed', async () => {
    const run = await runMachine(
      machine({ A: { Type: 'Pass', Output: { x: '{% $states.input.no %}' }, End: true } }),
      {},
      {},
    );

    expect(run.history[2]).toMatchObject({
      type: 'EvaluationFailed',
      evaluationFailedEventDetails: { error: 'States.QueryEvaluationError', location: 'Output/x', state: 'A' },
    });
  });

  it('keeps the trails of branches apart', async () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } });
    const run = await runMachine(
      machine({ P: { Type: 'Parallel', Branches: [branch('L'), branch('R')], End: true } }),
      {},
      {},
    );
    const started = run.history.find(({ type }) => type === 'ParallelStateStarted')?.id;
    const entered = run.history.filter(({ type }) => type === 'PassStateEntered');

    expect(entered.map(({ previousEventId }) => previousEventId)).toEqual([started, started]);
  });
});

describe('a limit', () => {
  const big = { A: { Type: 'Pass', Output: "{% $join($range(1, 1000, 1).($pad('', 300, 'x'))) %}", End: true } };

  it('of 256 KiB holds for the output of a state', async () => {
    expect(await runMachine(machine(big), {}, {})).toMatchObject({ error: 'States.DataLimitExceeded' });
  });

  it('of 256 KiB holds for the result of a task, which only its own name catches', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];
    const definition = machine({ T: lambda({ Catch, End: true }), Caught: { Type: 'Succeed' } });
    const run = await runMachine(definition, {}, { T: () => 'x'.repeat(262_145) });

    expect(run).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded', path: ['T'] });
  });

  it('counts bytes, not letters', async () => {
    const T = (letter: string) =>
      runMachine(machine({ T: lambda({ Output: 1, End: true }) }), {}, { T: () => letter.repeat(150_000) });

    expect((await T('e')).status).toBe('SUCCEEDED');
    expect((await T('é')).error).toBe('States.DataLimitExceeded');
  });

  it('of 25,000 history events ends a loop that never ends', async () => {
    const run = await runMachine(
      machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Choice', Choices: [{ Condition: true, Next: 'A' }] } }),
      {},
      {},
    );

    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(run.history).toHaveLength(25_000);
  });
});
