import {
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SmallCloud, smallCloud } from './cloud.ts';
import { lambda, machine } from './machines.ts';
import { manualClock } from './manual-clock.ts';

let cloud: SmallCloud;
let clock: ReturnType<typeof manualClock>;
let nextToken: Promise<string>;

beforeEach(async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  nextToken = promise;
  clock = manualClock();
  const invokeLambda = async (_: string, payload: unknown) => {
    resolve((payload as { token: string }).token);
    return { payload: 'asked' };
  };
  cloud = await smallCloud({ invokeLambda, clock });
});
afterEach(() => cloud.close());

describe('task tokens', () => {
  const asking = (more: object = {}) => {
    const Arguments = { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } };
    return machine({ Ask: lambda({ Arguments, End: true, ...more }, '.waitForTaskToken') });
  };
  const succeed = (taskToken: string, output = '{"yes":true}') =>
    cloud.client.send(new SendTaskSuccessCommand({ taskToken, output }));

  it('carry the answer of SendTaskSuccess into the execution, once', async () => {
    const { executionArn } = await cloud.states.start(await cloud.deploy('m', asking()), {});
    const token = await nextToken;
    await succeed(token);

    expect(await cloud.states.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"yes":true}' });
    await expect(succeed(token)).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('carry the failure of SendTaskFailure', async () => {
    const { executionArn } = await cloud.states.start(await cloud.deploy('m', asking()), {});
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
    const { executionArn } = await cloud.states.start(await cloud.deploy('m', { ...definition, States: states }), {});
    const token = await nextToken;
    clock.advance(604_800);

    expect(await cloud.states.ended(executionArn)).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"Error":"States.Timeout","Cause":""}',
    });
    await expect(succeed(token)).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('are kept alive by SendTaskHeartbeat', async () => {
    const { executionArn } = await cloud.states.start(
      await cloud.deploy('m', asking({ HeartbeatSeconds: 10, TimeoutSeconds: 60 })),
      {},
    );
    const taskToken = await nextToken;
    clock.advance(6);
    await cloud.client.send(new SendTaskHeartbeatCommand({ taskToken }));
    clock.advance(6);

    expect((await cloud.client.send(new DescribeExecutionCommand({ executionArn }))).status).toBe('RUNNING');
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
