import { GetFunctionCommand, InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Cloud } from '../../../../infra/local/cloud.ts';
import { clientOf, lambdaFunction, lambdaRole, startTestCloud } from '../support/test-cloud.ts';

const code = {
  echo: `export const handler = async (event, context) => ({ event, request: context.awsRequestId, left: context.getRemainingTimeInMillis(), env: process.env });`,
  throws: `class Refused extends Error { name = 'Refused' } export const handler = async () => { throw new Refused('not today'); };`,
  sleeps: `export const handler = () => new Promise((resolve) => setTimeout(resolve, 60_000));`,
  spins: `export const handler = async () => { for (;;); };`,
  exits: `export const handler = async () => process.exit(3);`,
  hungry: `const kept = []; export const handler = async () => { for (;;) kept.push(new Array(100_000).fill(Math.random())); };`,
  broken: `throw new TypeError('cannot begin');`,
  named: `export const other = () => {};`,
  counts: `let n = 0; export const handler = async () => { n += 1; await new Promise((r) => setTimeout(r, 100)); return { n, pid: process.pid }; };`,
  talks: `export const handler = async ({ word }) => { console.log('out ' + word); console.error('err ' + word); return word; };`,
};
const fn = (key: string, more: Record<string, unknown> = {}) =>
  lambdaFunction(key, 'Role', { FunctionName: key, ...more });

describe('Lambda', () => {
  let cloud: Cloud;
  let client: LambdaClient;
  beforeAll(async () => {
    cloud = await startTestCloud({
      code,
      resources: {
        Role: lambdaRole({ Action: ['sqs:SendMessage'], Resource: { 'Fn::GetAtt': ['Dead', 'Arn'] } }),
        Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
        Echo: fn('echo', { Environment: { Variables: { STAGE: 'test' } }, MemorySize: 256, Timeout: 5 }),
        Throws: fn('throws', { DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } } }),
        ThrowsConfig: {
          Type: 'AWS::Lambda::EventInvokeConfig',
          Properties: { FunctionName: { Ref: 'Throws' }, Qualifier: '$LATEST', MaximumRetryAttempts: 0 },
        },
        Sleeps: fn('sleeps', { Timeout: 1 }),
        Spins: fn('spins', { Timeout: 1 }),
        Exits: fn('exits'),
        Hungry: fn('hungry', { MemorySize: 128, Timeout: 20 }),
        Broken: fn('broken'),
        Named: fn('named'),
        Counts: fn('counts', { ReservedConcurrentExecutions: 2 }),
        Talks: fn('talks'),
      },
    });
    client = new LambdaClient(clientOf(cloud));
  });
  const invoke = async (FunctionName: string, payload: unknown = {}) => {
    const answer = await client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }));
    return { error: answer.FunctionError, value: JSON.parse(answer.Payload?.transformToString() ?? 'null') };
  };

  it('gives a function exactly the environment of the template, and what Lambda adds', async () => {
    const { value } = await invoke('echo', { a: [1] });

    expect(value).toMatchObject({ event: { a: [1] }, request: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(value.left).toBeGreaterThan(3000);
    expect(value.left).toBeLessThanOrEqual(5000);
    expect(value.env).toMatchObject({
      STAGE: 'test',
      AWS_REGION: 'eu-central-1',
      AWS_LAMBDA_FUNCTION_NAME: 'echo',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_ENDPOINT_URL: cloud.endpoint,
    });
    expect(Object.keys(value.env).filter((name) => /npm|VITEST|USER/.test(name))).toEqual([]);
  });

  it('reports an error by its type, message and trace', async () => {
    const { error, value } = await invoke('throws');

    expect(error).toBe('Unhandled');
    expect(value).toMatchObject({ errorType: 'Refused', errorMessage: 'not today' });
    expect(value.trace[0]).toBe('Refused: not today');
  });

  it.each(['sleeps', 'spins'])('kills a function that %s past its time', async (name) => {
    expect(await invoke(name)).toEqual({
      error: 'Unhandled',
      value: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 1.00 seconds$/),
      },
    });
  });

  it('reports an exit, and running out of memory', async () => {
    expect((await invoke('exits')).value).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('exit status 3'),
    });
    expect((await invoke('hungry')).value).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/signal: (aborted|killed)/),
    });
  });

  it('reports what goes wrong while the code is loaded', async () => {
    expect((await invoke('broken')).value).toMatchObject({ errorType: 'TypeError', errorMessage: 'cannot begin' });
    expect((await invoke('named')).value).toMatchObject({
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: 'index.handler is undefined or not exported',
    });
  });

  it('keeps a function warm, and starts copies for events at the same time', async () => {
    const [one, two] = await Promise.all([cloud.invokeLambda('counts', {}), cloud.invokeLambda('counts', {})]);
    const third = (await cloud.invokeLambda('counts', {})) as { n: number; pid: number };

    expect(new Set([one, two].map((answer) => (answer as { pid: number }).pid)).size).toBe(2);
    expect(third.n).toBe(2);
  });

  it('throttles above the reserved concurrency', async () => {
    const answers = await Promise.allSettled([1, 2, 3].map(() => invoke('counts')));

    expect(answers.filter(({ status }) => status === 'rejected')).toMatchObject([
      { reason: { name: 'TooManyRequestsException', $metadata: { httpStatusCode: 429 } } },
    ]);
  });

  it('has all lines of a request in the log when the answer is there', async () => {
    await Promise.all(['a', 'b', 'c'].map((word) => invoke('talks', { word })));

    const { CloudWatchLogsClient, FilterLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
    const { events } = await new CloudWatchLogsClient(clientOf(cloud)).send(
      new FilterLogEventsCommand({ logGroupName: '/aws/lambda/talks' }),
    );
    expect(events?.map(({ message }) => message?.trim()).sort()).toEqual([
      'err a',
      'err b',
      'err c',
      'out a',
      'out b',
      'out c',
    ]);
  });

  it('puts an event that failed for good into the dead-letter queue, as the role may', async () => {
    const { StatusCode } = await client.send(
      new InvokeCommand({ FunctionName: 'throws', InvocationType: 'Event', Payload: '{"lost":true}' }),
    );
    await cloud.lambda.settled();

    expect(StatusCode).toBe(202);
    expect(
      cloud.queues
        .queues()[0]
        ?.all(Date.now())
        .map(({ body }) => body),
    ).toEqual(['{"lost":true}']);
  });

  it('describes its functions', async () => {
    const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: 'echo' }));
    const { Functions } = await client.send(new ListFunctionsCommand({}));

    expect(Configuration).toMatchObject({ FunctionName: 'echo', MemorySize: 256, Timeout: 5, Runtime: 'nodejs24.x' });
    expect(Functions).toHaveLength(10);
    await expect(client.send(new GetFunctionCommand({ FunctionName: 'nobody' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('refuses a role that does not trust Lambda, another runtime, and a Runtime API call by a stranger', async () => {
    const attempt = (more: Record<string, unknown>, service = 'lambda.amazonaws.com') =>
      startTestCloud({
        code,
        resources: {
          Role: {
            Type: 'AWS::IAM::Role',
            Properties: {
              AssumeRolePolicyDocument: {
                Statement: { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' },
              },
            },
          },
          Echo: fn('echo', more),
        },
      });

    await expect(attempt({}, 'states.amazonaws.com')).rejects.toThrow(/cannot be assumed by Lambda/);
    await expect(attempt({ Runtime: 'python3.13' })).rejects.toThrow(/python3.13/);
    expect((await fetch(`${cloud.endpoint}/_lambda/guess/2018-06-01/runtime/invocation/next`)).status).toBe(403);
  });
});
