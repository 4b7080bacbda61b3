import { afterEach, describe, expect, it } from 'vitest';
import { ServiceError } from '../../../../infra/local/service.ts';
import type { StatesDeps } from '../../../../infra/local/states/create-states.ts';
import { type Answer, type SmallCloud, smallCloud } from './cloud.ts';
import { lambda, machine } from './machines.ts';
import { manualClock } from './manual-clock.ts';

const clouds: SmallCloud[] = [];
afterEach(async () => {
  await Promise.all(clouds.splice(0).map((cloud) => cloud.close()));
});
const open = async (deps: Partial<StatesDeps> & { other?: Answer } = {}) => {
  const cloud = await smallCloud(deps);
  clouds.push(cloud);
  return cloud;
};
const runOne = async (cloud: SmallCloud, states: Record<string, object>, input: unknown = {}) => {
  const arn = await cloud.deploy('m', machine(states));
  const { executionArn } = await cloud.states.start(arn, input);
  return cloud.states.ended(executionArn);
};
const task = (resource: string, Arguments: unknown, more: object = {}) => ({
  Type: 'Task',
  Resource: `arn:aws:states:::${resource}`,
  Arguments,
  End: true,
  ...more,
});

describe('lambda:invoke', () => {
  it('gives the answer of the function as Payload, called as the role of the machine', async () => {
    const calls: unknown[] = [];
    const cloud = await open({
      invokeLambda: async (name, payload, role) => {
        calls.push([name, payload, role]);
        return { payload: { ok: true } };
      },
    });
    const ended = await runOne(cloud, { T: lambda({ End: true }) }, { n: 1 });

    expect(JSON.parse(ended.output ?? '')).toEqual({
      ExecutedVersion: '$LATEST',
      Payload: { ok: true },
      StatusCode: 200,
    });
    expect(calls).toEqual([['score', { n: 1 }, 'm-role']]);
    expect(ended).toMatchObject({ transitions: 1, lambdaInvocations: 1 });
  });

  it('fails by the errorType of the function, with all it said as a JSON cause', async () => {
    const error = { errorType: 'BaselineMissing', errorMessage: 'churn has none', trace: ['at check'] };
    const cloud = await open({ invokeLambda: async () => ({ error }) });
    const ended = await runOne(cloud, { T: lambda({ End: true }) });

    expect(ended).toMatchObject({ status: 'FAILED', error: 'BaselineMissing' });
    expect(JSON.parse(ended.cause ?? '')).toEqual({ ...error });
  });

  it('passes on the service errors that a standard retry names', async () => {
    let calls = 0;
    const cloud = await open({
      waitSpeed: 1000,
      invokeLambda: async () => {
        calls += 1;
        if (calls < 3) throw new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429);
        return { payload: calls };
      },
    });
    const Retry = [{ ErrorEquals: ['Lambda.TooManyRequestsException'] }];
    const ended = await runOne(cloud, { T: lambda({ Retry, End: true }) });

    expect(ended).toMatchObject({ status: 'SUCCEEDED', transitions: 3, lambdaInvocations: 3 });
  });

  it('has one name for the errors of the service that are no known ones', async () => {
    const invokeLambda = () => Promise.reject(new ServiceError('AccessDeniedException', 'not allowed', 403));

    expect(await runOne(await open({ invokeLambda }), { T: lambda({ End: true }) })).toMatchObject({
      error: 'Lambda.AWSLambdaException',
      cause: 'not allowed',
    });
  });
});

describe('a Distributed Map', () => {
  const ItemProcessor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'P',
    States: { P: { Type: 'Pass', End: true } },
  };
  const M = { Type: 'Map', Items: [1, 2], ItemProcessor, End: true };

  it('starts its children as the role of the machine, which must be allowed to start the machine itself', async () => {
    const asked: string[][] = [];
    const cloud = await open({ authorize: (...access) => void asked.push(access) });

    expect(await runOne(cloud, { M })).toMatchObject({ status: 'SUCCEEDED', output: '[1,2]' });
    expect(asked).toEqual([['m-role', 'states:StartExecution', expect.stringMatching(/:stateMachine:m$/)]]);
  });

  it('fails when it may not', async () => {
    const authorize = () => {
      throw new ServiceError('AccessDeniedException', 'm-role may not start m', 403);
    };

    expect(await runOne(await open({ authorize }), { M })).toMatchObject({
      status: 'FAILED',
      error: 'States.Permissions',
      cause: 'm-role may not start m',
    });
  });
});

describe('aws-sdk tasks', () => {
  it('reach the service through the real client, signed as the role of the machine', async () => {
    const CreationTime = 1_767_225_600;
    const cloud = await open({
      other: () => ({ reply: { EndpointName: 'e', EndpointStatus: 'InService', CreationTime } }),
    });
    const T = task('aws-sdk:sagemaker:describeEndpoint', { EndpointName: '{% $states.input.name %}' });
    const ended = await runOne(cloud, { T }, { name: 'e' });

    expect(JSON.parse(ended.output ?? '')).toEqual({
      EndpointName: 'e',
      EndpointStatus: 'InService',
      CreationTime: '2026-01-01T00:00:00Z',
    });
    expect(cloud.seen.at(-1)).toEqual({
      service: 'sagemaker',
      operation: 'DescribeEndpoint',
      accessKeyId: 'role-m-role',
      body: { EndpointName: 'e' },
    });
  });

  it.each([
    ['sagemaker:describeEndpoint', { EndpointName: 'e' }, 'ValidationException', 'SageMaker.SageMakerException'],
    ['sagemaker:deleteModel', { ModelName: 'm' }, 'ResourceNotFound', 'SageMaker.ResourceNotFoundException'],
    [
      'dynamodb:getItem',
      { TableName: 't', Key: { pk: { S: 'a' } } },
      'ResourceNotFoundException',
      'DynamoDb.ResourceNotFoundException',
    ],
    [
      'dynamodb:getItem',
      { TableName: 't', Key: { pk: { S: 'a' } } },
      'AccessDeniedException',
      'DynamoDb.DynamoDbException',
    ],
    ['sfn:describeExecution', { ExecutionArn: 'none' }, '', 'Sfn.ExecutionDoesNotExistException'],
  ])('name the error of %s %j, %s, as %s', async (action, args, code, error) => {
    const cloud = await open({ other: () => ({ code, message: 'because' }) });

    expect(await runOne(cloud, { T: task(`aws-sdk:${action}`, args) })).toMatchObject({ status: 'FAILED', error });
  });

  it('say the message and the request in the cause', async () => {
    const cloud = await open({
      other: () => ({ code: 'ValidationException', message: 'Could not find endpoint "e".' }),
    });
    const ended = await runOne(cloud, { T: task('aws-sdk:sagemaker:describeEndpoint', { EndpointName: 'e' }) });

    expect(ended.cause).toMatch(
      /^Could not find endpoint "e"\. \(Service: SageMaker, Status Code: 400, Request ID: r-1\)/,
    );
  });

  it('take small-lettered services in PascalCase and give them back so', async () => {
    const cloud = await open();
    const arn = await cloud.deploy('child', machine({ A: { Type: 'Pass', End: true } }));
    const ended = await runOne(cloud, { T: task('aws-sdk:sfn:startExecution', { StateMachineArn: arn, Name: 'c' }) });

    expect(JSON.parse(ended.output ?? '')).toMatchObject({
      ExecutionArn: expect.stringContaining(':execution:child:c'),
    });
  });

  it('fail as a client when the service cannot be reached', async () => {
    const cloud = await open({ endpoint: () => 'http://127.0.0.1:9' });

    expect(await runOne(cloud, { T: task('aws-sdk:sagemaker:describeEndpoint', { EndpointName: 'e' }) })).toMatchObject(
      {
        error: 'SageMaker.SdkClientException',
      },
    );
  });
});

describe('events:putEvents', () => {
  const T = task('events:putEvents', {
    Entries: [{ Source: 's', DetailType: 'd', Detail: { n: '{% $states.input.n %}' } }],
  });

  it('writes the detail as JSON and adds execution and machine to the resources', async () => {
    const cloud = await open({ other: () => ({ reply: { FailedEntryCount: 0, Entries: [{ EventId: '1' }] } }) });
    const ended = await runOne(cloud, { T }, { n: 5 });
    const [entry] = (cloud.seen.at(-1)?.body.Entries ?? []) as { Detail: string; Resources: string[] }[];

    expect(entry).toMatchObject({ Source: 's', Detail: '{"n":5}' });
    expect(entry?.Resources).toEqual([ended.executionArn, ended.stateMachineArn]);
  });

  it('fails when an entry is refused', async () => {
    const reply = { FailedEntryCount: 1, Entries: [{ ErrorCode: 'MalformedDetail' }] };

    expect(await runOne(await open({ other: () => ({ reply }) }), { T }, { n: 5 })).toMatchObject({
      error: 'EventBridge.FailedEntry',
    });
  });
});

describe('states:startExecution', () => {
  const child = (state: object) => machine({ Only: state });

  it('with .sync:2 waits for the child and gives its output as JSON', async () => {
    const cloud = await open();
    const arn = await cloud.deploy(
      'child',
      child({ Type: 'Pass', Output: { twice: '{% $states.input.n * 2 %}' }, End: true }),
    );
    const T = task('states:startExecution.sync:2', { StateMachineArn: arn, Input: { n: '{% $states.input.n %}' } });
    const ended = await runOne(cloud, { T }, { n: 4 });

    expect(JSON.parse(ended.output ?? '')).toMatchObject({
      Status: 'SUCCEEDED',
      Input: { n: 4 },
      Output: { twice: 8 },
    });
  });

  it('with .sync:2 fails as States.TaskFailed with the description of a child that failed', async () => {
    const cloud = await open();
    const arn = await cloud.deploy('child', child({ Type: 'Fail', Error: 'GateFailed', Cause: 'recall' }));
    const ended = await runOne(cloud, { T: task('states:startExecution.sync:2', { StateMachineArn: arn }) });

    expect(ended.error).toBe('States.TaskFailed');
    expect(JSON.parse(ended.cause ?? '')).toMatchObject({ Status: 'FAILED', Error: 'GateFailed', Cause: 'recall' });
  });

  it('without .sync goes on at once, and names its errors as the older SDK does', async () => {
    const cloud = await open();
    const arn = await cloud.deploy('child', child({ Type: 'Wait', Seconds: 3600, End: true }));
    const T = task('states:startExecution', { StateMachineArn: arn, Name: 'c', Input: '{% $string($states.input) %}' });

    expect((await runOne(cloud, { T }, { n: 1 })).status).toBe('SUCCEEDED');
    expect(await runOne(cloud, { T }, { n: 2 })).toMatchObject({
      error: 'StepFunctions.ExecutionAlreadyExistsException',
    });
  });

  it('with .sync:2 stops the child when the task runs out of time before it', async () => {
    const clock = manualClock();
    const cloud = await open({ clock });
    const arn = await cloud.deploy('child', child({ Type: 'Wait', Seconds: 3600, End: true }));
    const childStarted = new Promise<string>((heard) => {
      cloud.states.onHistory(({ executionArn, event }) => {
        if (executionArn.includes(':child:') && event.type === 'WaitStateEntered') heard(executionArn);
      });
    });
    const T = task('states:startExecution.sync:2', { StateMachineArn: arn }, { TimeoutSeconds: 60 });
    const parent = runOne(cloud, { T });
    const startedChild = await childStarted;
    clock.advance(60);

    expect(await cloud.states.ended(startedChild)).toMatchObject({ status: 'ABORTED' });
    expect(await parent).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });
});
