import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SmallCloud, smallCloud } from './cloud.ts';
import { lambda, machine } from './machines.ts';
import { manualClock } from './manual-clock.ts';

const quick = machine({ A: { Type: 'Pass', End: true } });
const endless = machine({ W: { Type: 'Wait', Seconds: 99_999_999, End: true } });

let cloud: SmallCloud;
let clock: ReturnType<typeof manualClock>;
let tokens: string[];
let tokenCame: (token: string) => void;
let nextToken: Promise<string>;
const expectToken = () => {
  nextToken = new Promise((resolve) => {
    tokenCame = resolve;
  });
};

const expectTokens = async (_: string, payload: unknown) => {
  const { token } = payload as { token: string };
  tokens.push(token);
  tokenCame(token);
  return { payload: 'asked' };
};

beforeEach(async () => {
  tokens = [];
  expectToken();
  clock = manualClock();
  cloud = await smallCloud({ invokeLambda: expectTokens, clock });
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

describe('task tokens', () => {
  const asking = (more: object = {}) => {
    const Arguments = { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } };
    return machine({ Ask: lambda({ Arguments, End: true, ...more }, '.waitForTaskToken') });
  };
  const succeed = (taskToken: string, output = '{"yes":true}') =>
    cloud.client.send(new SendTaskSuccessCommand({ taskToken, output }));

  it('carry the answer of SendTaskSuccess into the execution, once', async () => {
    const { executionArn = '' } = await start(await cloud.deploy('m', asking()));
    const token = await nextToken;
    await succeed(token);

    expect(await cloud.states.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"yes":true}' });
    await expect(succeed(token)).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('carry the failure of SendTaskFailure', async () => {
    const { executionArn = '' } = await start(await cloud.deploy('m', asking()));
    const taskToken = await nextToken;
    await cloud.client.send(new SendTaskFailureCommand({ taskToken, error: 'Rejected', cause: 'not fair' }));

    expect(await cloud.states.ended(executionArn)).toMatchObject({
      status: 'FAILED',
      error: 'Rejected',
      cause: 'not fair',
    });
  });

  it('end with the TimeoutSeconds of their task, which Catch sees as States.Timeout', async () => {
    const Catch = [{ ErrorEquals: ['States.Timeout'], Next: 'Late' }];
    const definition = asking({ TimeoutSeconds: 604_800, Catch }) as { States: object };
    const states = { ...definition.States, Late: { Type: 'Succeed' } };
    const { executionArn = '' } = await start(await cloud.deploy('m', { ...definition, States: states }));
    const token = await nextToken;
    clock.advance(604_800);

    expect(await cloud.states.ended(executionArn)).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"Error":"States.Timeout","Cause":""}',
    });
    await expect(succeed(token)).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('are kept alive by SendTaskHeartbeat', async () => {
    const { executionArn = '' } = await start(
      await cloud.deploy('m', asking({ HeartbeatSeconds: 10, TimeoutSeconds: 60 })),
    );
    const taskToken = await nextToken;
    clock.advance(6);
    await cloud.client.send(new SendTaskHeartbeatCommand({ taskToken }));
    clock.advance(6);

    expect((await described(executionArn)).status).toBe('RUNNING');
    clock.advance(4);
    expect(await cloud.states.ended(executionArn)).toMatchObject({ error: 'States.HeartbeatTimeout' });
  });

  it('are refused when they are none, and output when it is no JSON', async () => {
    const gone = Buffer.from(JSON.stringify({ machine: 'arn:none', secret: '1' })).toString('base64');

    await expect(succeed('nonsense')).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(succeed(gone)).rejects.toMatchObject({ name: 'TaskDoesNotExist' });
    await expect(succeed(gone, '{')).rejects.toMatchObject({ name: 'InvalidOutput' });
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

describe('the resource', () => {
  it('reads the definition from its asset and fills placeholders in', async () => {
    const asset = path.join(cloud.folder, 'm.asl.json');
    await writeFile(asset, JSON.stringify(machine({ A: { Type: 'Pass', Output: '${Said}', End: true } })));
    const properties = {
      RoleArn: 'arn:aws:iam::000000000000:role/r',
      DefinitionS3Location: { Bucket: 'b', Key: 'k' },
      DefinitionSubstitutions: { Said: 'with "quotes"' },
    };
    const kind = cloud.states.resources['AWS::StepFunctions::StateMachine'];
    await kind?.create({ logicalId: 'M', type: 'AWS::StepFunctions::StateMachine', name: 'm', properties, asset });
    const { executionArn } = await cloud.states.start(kind?.ref?.('m') ?? '', {});

    expect((await cloud.states.ended(executionArn)).output).toBe('"with \\"quotes\\""');
  });

  it('refuses by name a placeholder that nothing fills, and an express machine', async () => {
    const open = machine({ A: { Type: 'Pass', Output: '${Missing}', End: true } });

    await expect(cloud.deploy('m', open)).rejects.toThrow('${Missing}');
    await expect(cloud.deploy('m', quick, { StateMachineType: 'EXPRESS' })).rejects.toThrow('EXPRESS');
  });

  it('refuses by name an operation that is not there', async () => {
    const asked = cloud.client.send(new ListTagsForResourceCommand({ resourceArn: 'arn' }));

    await expect(asked).rejects.toMatchObject({
      name: 'NotImplementedLocally',
      message: expect.stringContaining('ListTagsForResource'),
    });
  });
});

describe('waitSpeed', () => {
  it('shortens Wait states', async () => {
    const fast = await smallCloud({ waitSpeed: 1000 });
    const { executionArn } = await fast.states.start(
      await fast.deploy('m', machine({ W: { Type: 'Wait', Seconds: 30, End: true } })),
      {},
    );

    expect(await fast.states.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
    await fast.close();
  });
});

describe('a restart', () => {
  it('shows what had ended as it was, and what was running as aborted', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'states-'));
    const before = await smallCloud({}, folder);
    const ended = await before.states.start(await before.deploy('m', quick), { n: 1 }, 'ended');
    await before.states.ended(ended.executionArn);
    // a process that dies has no time to stop its executions: leave this one as its start wrote it
    const running = await before.states.start(await before.deploy('long', endless), {}, 'running');
    while (!(await readdir(path.join(folder, 'long')).catch((): string[] => [])).includes('running.json')) {
      await new Promise((later) => setTimeout(later, 5));
    }
    const after = await smallCloud({}, folder);
    const history = async (executionArn: string) =>
      (await after.client.send(new GetExecutionHistoryCommand({ executionArn }))).events?.map(({ type }) => type);
    const describe = async (executionArn: string) => after.client.send(new DescribeExecutionCommand({ executionArn }));

    expect(await describe(ended.executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"n":1}' });
    expect(await history(ended.executionArn)).toHaveLength(4);
    expect(await describe(running.executionArn)).toMatchObject({
      status: 'ABORTED',
      cause: 'the local cloud was stopped',
    });
    expect((await history(running.executionArn))?.at(-1)).toBe('ExecutionAborted');

    await Promise.all([before.close(), after.close()]);
    await rm(folder, { recursive: true });
  });

  it('finds what was running at an orderly stop as aborted, with its whole history', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'states-'));
    const before = await smallCloud({}, folder);
    const { executionArn } = await before.states.start(await before.deploy('long', endless), {}, 'running');
    await before.close();
    const after = await smallCloud({}, folder);
    const { events } = await after.client.send(new GetExecutionHistoryCommand({ executionArn }));

    expect(events?.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'WaitStateEntered',
      'WaitStateAborted',
      'ExecutionAborted',
    ]);

    await after.close();
    await rm(folder, { recursive: true });
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
