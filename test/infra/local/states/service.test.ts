import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SmallCloud, smallCloud } from './cloud.ts';
import { machine } from './machines.ts';
import { manualClock } from './manual-clock.ts';

const quick = machine({ A: { Type: 'Pass', End: true } });
const endless = machine({ W: { Type: 'Wait', Seconds: 99_999_999, End: true } });

let cloud: SmallCloud;
let clock: ReturnType<typeof manualClock>;
beforeEach(async () => {
  clock = manualClock();
  cloud = await smallCloud({ clock });
});
afterEach(() => cloud.close());

const start = (stateMachineArn: string, more: { name?: string; input?: string } = {}) =>
  cloud.client.send(new StartExecutionCommand({ stateMachineArn, ...more }));
const described = (executionArn = '') => cloud.client.send(new DescribeExecutionCommand({ executionArn }));

describe('StartExecution', () => {
  it('runs a machine, and DescribeExecution tells how it went', async () => {
    const { executionArn, startDate } = await start(await cloud.deploy('m', quick), {
      name: 'first',
      input: '{"n":1}',
    });
    await cloud.states.ended(executionArn ?? '');

    expect(executionArn).toBe('arn:aws:states:eu-central-1:000000000000:execution:m:first');
    expect(await described(executionArn)).toMatchObject({
      name: 'first',
      status: 'SUCCEEDED',
      output: '{"n":1}',
      startDate,
    });
  });

  it('with the same name and input is the same execution while it runs', async () => {
    const arn = await cloud.deploy('m', endless);
    const [first, second] = [
      await start(arn, { name: 'x', input: '{"n":1}' }),
      await start(arn, { name: 'x', input: '{"n":1}' }),
    ];

    expect(second).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    expect(cloud.metrics.filter(({ name }) => name === 'ExecutionsStarted')).toHaveLength(1);
  });

  it('with the same name is refused for another input, and once the first has ended', async () => {
    const arn = await cloud.deploy('m', endless);
    const { executionArn } = await start(arn, { name: 'x' });

    await expect(start(arn, { name: 'x', input: '{"n":2}' })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await cloud.client.send(new StopExecutionCommand({ executionArn }));
    await expect(start(arn, { name: 'x' })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  it.each(['a b', 'a/b', 'a:b', 'ä#', '', 'x'.repeat(81)])('refuses the name %j', async (name) => {
    await expect(start(await cloud.deploy('m', quick), { name })).rejects.toMatchObject({ name: 'InvalidName' });
  });

  it('refuses input that is no JSON, and a machine that is not there', async () => {
    const arn = await cloud.deploy('m', quick);

    await expect(start(arn, { input: '{' })).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
    await expect(start(`${arn}x`)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  });

  it('tells metrics and the default bus', async () => {
    const { executionArn } = await start(await cloud.deploy('m', quick));
    await cloud.states.ended(executionArn ?? '');

    expect(cloud.metrics.map(({ name }) => name)).toEqual([
      'ExecutionsStarted',
      'ExecutionsSucceeded',
      'ExecutionTime',
    ]);
    expect(cloud.events).toMatchObject([
      { source: 'aws.states', 'detail-type': 'Step Functions Execution Status Change', detail: { status: 'RUNNING' } },
      { resources: [executionArn], detail: { status: 'SUCCEEDED', output: '{}', executionArn } },
    ]);
  });
});

describe('StopExecution', () => {
  it('ends a running execution with the error and cause given', async () => {
    const { executionArn = '' } = await start(await cloud.deploy('m', endless));
    await cloud.client.send(new StopExecutionCommand({ executionArn, error: 'Halt', cause: 'by hand' }));

    expect(await described(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Halt', cause: 'by hand' });
    expect(cloud.metrics.map(({ name }) => name)).toContain('ExecutionsAborted');
  });
});

describe('listing', () => {
  it('pages and filters executions, newest first', async () => {
    const stateMachineArn = await cloud.deploy('m', quick);
    for (const name of ['a', 'b', 'c']) {
      await cloud.states.ended((await start(stateMachineArn, { name })).executionArn ?? '');
      clock.advance(1);
    }
    const list = (more: object) => cloud.client.send(new ListExecutionsCommand({ stateMachineArn, ...more }));
    const first = await list({ maxResults: 2, statusFilter: 'SUCCEEDED' });

    expect(first.executions?.map(({ name }) => name)).toEqual(['c', 'b']);
    expect((await list({ maxResults: 2, nextToken: first.nextToken })).executions?.map(({ name }) => name)).toEqual([
      'a',
    ]);
    expect((await list({ statusFilter: 'FAILED' })).executions).toEqual([]);
  });

  it('gives the history in pages, forwards and backwards, with real times', async () => {
    const { executionArn = '' } = await start(await cloud.deploy('m', quick));
    await cloud.states.ended(executionArn);
    const history = (more: object) => cloud.client.send(new GetExecutionHistoryCommand({ executionArn, ...more }));
    const page = await history({ maxResults: 3 });

    expect(page.events?.map(({ type }) => type)).toEqual(['ExecutionStarted', 'PassStateEntered', 'PassStateExited']);
    expect(page.events?.[0]?.timestamp).toEqual(new Date('2026-01-01T00:00:00Z'));
    expect((await history({ nextToken: page.nextToken })).events).toMatchObject([
      { type: 'ExecutionSucceeded', executionSucceededEventDetails: { output: '{}' } },
    ]);
    expect((await history({ reverseOrder: true })).events?.[0]?.type).toBe('ExecutionSucceeded');
  });

  it('shows the machines and their definitions', async () => {
    const stateMachineArn = await cloud.deploy('m', quick);
    const { stateMachines } = await cloud.client.send(new ListStateMachinesCommand({}));
    const shown = await cloud.client.send(new DescribeStateMachineCommand({ stateMachineArn }));

    expect(stateMachines).toMatchObject([{ name: 'm', type: 'STANDARD' }]);
    expect(JSON.parse(shown.definition ?? '')).toEqual(quick);
  });
});

describe('permission', () => {
  const accessOf = (operation: string, body: object) => {
    const bytes = Buffer.from(JSON.stringify(body));
    return cloud.states.access({ operation, bytes: async () => bytes } as never);
  };

  it('is asked for the machine, the execution, or the machine that issued a token', async () => {
    const token = Buffer.from(JSON.stringify({ machine: 'arn:m', secret: '1' })).toString('base64');

    expect(await accessOf('StartExecution', { stateMachineArn: 'arn:m' })).toEqual([
      { action: 'states:StartExecution', resource: 'arn:m' },
    ]);
    expect(await accessOf('StopExecution', { executionArn: 'arn:e' })).toEqual([
      { action: 'states:StopExecution', resource: 'arn:e' },
    ]);
    expect(await accessOf('SendTaskSuccess', { taskToken: token })).toEqual([
      { action: 'states:SendTaskSuccess', resource: 'arn:m' },
    ]);
    expect(await accessOf('ListStateMachines', {})).toEqual([{ action: 'states:ListStateMachines', resource: '*' }]);
  });
});
