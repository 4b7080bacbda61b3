import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventPublisher } from '../../shared/adapters/eventbridge-publisher.ts';
import { sageMakerInference } from '../../shared/adapters/sagemaker-inference.ts';
import { startOnce } from '../../shared/adapters/sfn-executions.ts';
import { extend, genesis } from '../../shared/audit/chain.ts';
import { Recorded } from '../../shared/events/catalogue.ts';
import { aDraft, aModelVersion } from '../support/builders.ts';

interface Heard {
  readonly path: string;
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Say = (heard: Heard) => { readonly status?: number; readonly type?: string; readonly body: string };

let server: Server;
let settings: {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
};
let say: Say;
const heard: Heard[] = [];

/** The services' wire formats at their smallest: what is said back is up to each test. */
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const one = {
      path: request.url ?? '',
      target:
        String(request.headers['x-amz-target'] ?? '')
          .split('.')
          .at(-1) ?? '',
      headers: request.headers,
      body: (await buffer(request)).toString('utf8'),
    };
    heard.push(one);
    const { status = 200, type = 'application/x-amz-json-1.1', body } = say(one);
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  settings = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
});
afterAll(() => void server.close());
beforeEach(() => {
  heard.length = 0;
});

const json = (value: unknown, status = 200) => ({ status, body: JSON.stringify(value) });

describe('starting an execution once', () => {
  const machine = 'arn:aws:states:eu-central-1:000000000000:stateMachine:release';
  const start = () => startOnce(new SFNClient(settings), machine)('release-1', { team: 'lending' });
  /** Executions there are already, by name, with how they stand. */
  const withEarlier =
    (earlier: Record<string, string>): Say =>
    ({ target, body }) => {
      const { name = '', executionArn = '' } = JSON.parse(body) as { name?: string; executionArn?: string };
      if (target === 'DescribeExecution')
        return json({
          executionArn,
          stateMachineArn: machine,
          startDate: 1,
          status: earlier[executionArn.split(':').at(-1) ?? ''],
        });
      if (name in earlier) return json({ __type: 'ExecutionAlreadyExists', message: 'Execution Already Exists' }, 400);
      return json({ executionArn: `arn:${name}`, startDate: 1 });
    };
  const names = () =>
    heard
      .filter(({ target }) => target === 'StartExecution')
      .map(({ body }) => (JSON.parse(body) as { name: string }).name);

  it('starts what was never started', async () => {
    say = withEarlier({});

    expect(await start()).toEqual({ kind: 'started' });
    expect(JSON.parse(heard[0]?.body ?? '')).toEqual({
      stateMachineArn: machine,
      name: 'release-1',
      input: '{"team":"lending"}',
    });
  });

  it.each(['RUNNING', 'SUCCEEDED', 'PENDING_REDRIVE'])('leaves alone what is %s', async (status) => {
    say = withEarlier({ 'release-1': status });

    expect(await start()).toEqual({ kind: 'exists', since: new Date(1000) });
    expect(names()).toEqual(['release-1']);
  });

  it.each(['FAILED', 'TIMED_OUT', 'ABORTED'])('starts again, under the next name, what %s', async (status) => {
    say = withEarlier({ 'release-1': status, 'release-1-2': status });

    expect(await start()).toEqual({ kind: 'started' });
    expect(names()).toEqual(['release-1', 'release-1-2', 'release-1-3']);
  });

  it('gives up in the end, and passes other errors on', async () => {
    say = ({ target }) =>
      target === 'DescribeExecution'
        ? json({ executionArn: 'a', stateMachineArn: machine, startDate: 1, status: 'FAILED' })
        : json({ __type: 'ExecutionAlreadyExists' }, 400);
    expect(await start()).toEqual({ kind: 'exists', since: new Date(1000) });
    expect(names()).toHaveLength(20);

    say = () => json({ __type: 'StateMachineDoesNotExist' }, 400);
    await expect(start()).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  });
});

describe('publishing records', () => {
  const records = extend(
    genesis('lending#credit-risk'),
    Array.from({ length: 23 }, (_, n) => aDraft(aModelVersion(), '', { eventId: String(n).padStart(64, '0') })),
  );
  const publish = () => eventPublisher(new EventBridgeClient(settings), 'slipway')(records);
  const entries = () => heard.map(({ body }) => (JSON.parse(body) as { Entries: Record<string, string>[] }).Entries);
  const taken = (failing: readonly number[] = []): Say => {
    let position = 0;
    return ({ body }) => {
      const { Entries } = JSON.parse(body) as { Entries: unknown[] };
      return json({
        Entries: Entries.map(() =>
          failing.includes(position++) ? { ErrorCode: 'ThrottlingException' } : { EventId: 'e' },
        ),
      });
    };
  };

  it('sends ten at a time, each record as the event that the catalogue promises', async () => {
    say = taken();

    expect(await publish()).toEqual([]);
    expect(entries().map(({ length }) => length)).toEqual([10, 10, 3]);
    const [first] = entries()[0] ?? [];
    const event = {
      source: first?.Source,
      'detail-type': first?.DetailType,
      detail: JSON.parse(first?.Detail ?? '') as unknown,
    };
    expect(Recorded.parse(event).detail).toEqual(records[0]);
    expect(first?.EventBusName).toBe('slipway');
  });

  it('says which ones were refused, over all batches', async () => {
    say = taken([3, 20]);

    expect(await publish()).toEqual([3, 20]);
  });
});

describe('asking a served model', () => {
  const ask = (inferenceId?: string) =>
    sageMakerInference(() => new SageMakerRuntimeClient(settings)).invoke(
      'slipway-e',
      '1,2\n',
      'text/csv',
      inferenceId,
    );

  it('sends the rows in their content type, under an id when one is given', async () => {
    say = () => ({ type: 'text/csv; charset=utf-8', body: '0.25\n' });

    expect(await ask('slipway-golden')).toEqual({
      body: '0.25\n',
      contentType: 'text/csv; charset=utf-8',
      milliseconds: expect.any(Number),
    });
    expect(heard[0]).toMatchObject({
      path: '/endpoints/slipway-e/invocations',
      body: '1,2\n',
      headers: { 'content-type': 'text/csv', accept: 'text/csv', 'x-amzn-sagemaker-inference-id': 'slipway-golden' },
    });
    await ask();
    expect(heard[1]?.headers).not.toHaveProperty('x-amzn-sagemaker-inference-id');
  });

  it.each([400, 424, 500, 503])('fails by name on a %i, with what the endpoint said', async (status) => {
    say = () => json({ message: 'the model broke' }, status);

    await expect(ask()).rejects.toMatchObject({
      name: 'InferenceFailed',
      message: expect.stringContaining('slipway-e'),
    });
  });
});
