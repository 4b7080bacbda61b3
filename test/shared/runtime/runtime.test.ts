import type { APIGatewayProxyEventV2, Context, DynamoDBStreamEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { AppError } from '../../../shared/kernel/errors.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { type HttpAnswer, type HttpRequest, http, safeHeaders } from '../../../shared/runtime/http.ts';
import { errorFacts } from '../../../shared/runtime/logger.ts';
import { emit } from '../../../shared/runtime/metrics.ts';
import { stream } from '../../../shared/runtime/stream.ts';
import { task } from '../../../shared/runtime/task.ts';

const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 1000 } as unknown as Context;
const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());
const logged = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

class Broken extends AppError {
  override readonly name = 'Broken';
}

describe('a task', () => {
  const input = z.object({ team: z.string(), count: z.number() });
  const output = z.object({ kind: z.literal('done') });
  const handler = (run: (given: z.infer<typeof input>) => Promise<unknown>) =>
    task({ input, output, run: run as () => Promise<{ kind: 'done' }> }) as unknown as (
      event: unknown,
      context: Context,
    ) => Promise<unknown>;

  it('gets its input parsed, and what was not agreed on is left out', async () => {
    const given: unknown[] = [];
    const run = handler(async (one) => {
      given.push(one);
      return { kind: 'done', secret: 'x' };
    });

    expect(await run({ team: 'lending', count: 1, more: true }, context)).toEqual({ kind: 'done' });
    expect(given).toEqual([{ team: 'lending', count: 1 }]);
  });

  it('refuses another input by name, with every problem', async () => {
    await expect(handler(async () => ({ kind: 'done' }))({ count: 'x' }, context)).rejects.toMatchObject({
      name: 'InvalidInput',
      details: { problems: [expect.stringContaining('team'), expect.stringContaining('count')] },
    });
  });

  it('is held to the result it promised', async () => {
    await expect(handler(async () => ({ kind: 'other' }))({ team: 'a', count: 1 }, context)).rejects.toMatchObject({
      name: 'InvalidInput',
    });
  });

  it('lets an error go on under its name, and logs it once, with its details and causes', async () => {
    const run = handler(async () => {
      throw new Broken('it broke', { key: 'k' }, { cause: new Error('because') });
    });

    await expect(run({ team: 'a', count: 1 }, context)).rejects.toMatchObject({ name: 'Broken' });
    expect(logged()).toMatchObject([
      { level: 'error', error: 'Broken', details: { key: 'k' }, request: 'request-1', cause: { reason: 'because' } },
    ]);
  });
});

describe('an HTTP function', () => {
  const event = (over: Partial<APIGatewayProxyEventV2> = {}): APIGatewayProxyEventV2 =>
    ({
      rawPath: '/r/1',
      rawQueryString: 'a=1&a=2',
      headers: { 'X-Name': 'v' },
      requestContext: { http: { method: 'GET', sourceIp: '203.0.113.7' } },
      isBase64Encoded: false,
      ...over,
    }) as APIGatewayProxyEventV2;
  const call = (run: (request: HttpRequest) => Promise<HttpAnswer>, over: Partial<APIGatewayProxyEventV2> = {}) =>
    (http(run) as unknown as (event: APIGatewayProxyEventV2, context: Context) => Promise<Record<string, unknown>>)(
      event(over),
      context,
    );
  const seen = async (over: Partial<APIGatewayProxyEventV2>) => {
    let request: HttpRequest | undefined;
    await call(async (one) => {
      request = one;
      return { status: 200 };
    }, over);
    return request;
  };

  it('sees names in lower case, the query, parameters and the caller', async () => {
    expect(await seen({ pathParameters: { id: '1' } })).toMatchObject({
      method: 'GET',
      path: '/r/1',
      headers: { 'x-name': 'v' },
      params: { id: '1' },
      sourceIp: '203.0.113.7',
    });
    expect((await seen({}))?.query.getAll('a')).toEqual(['1', '2']);
  });

  it('of two cookies with one name sees the first, which the browser holds to be the better one', async () => {
    expect((await seen({ cookies: ['s=one', 's=two', 'odd', ' t = x=y '] }))?.cookies).toEqual({
      s: 'one',
      odd: '',
      t: 'x=y',
    });
  });

  it('decodes a body, counts its bytes, and does not pass off other bytes as text', async () => {
    const base64 = (bytes: Buffer) => ({ body: bytes.toString('base64'), isBase64Encoded: true });

    expect(await seen(base64(Buffer.from('é')))).toMatchObject({ body: 'é', bodyBytes: 2 });
    expect(await seen(base64(Buffer.from([0xff, 0xfe])))).toMatchObject({ body: undefined, bodyBytes: 2 });
  });

  it('puts the safe headers on every answer (A-06)', async () => {
    const answer = await call(async () => ({
      status: 404,
      headers: { 'content-type': 'text/plain' },
      cookies: ['a=b'],
    }));

    expect(answer).toMatchObject({
      statusCode: 404,
      cookies: ['a=b'],
      headers: { ...safeHeaders, 'content-type': 'text/plain' },
    });
  });

  it('makes an error a plain page that tells nothing, safe headers included, and logs it', async () => {
    const answer = await call(async () => {
      throw new Broken('secret inside');
    });

    expect(answer).toMatchObject({ statusCode: 500, headers: safeHeaders });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(logged()).toMatchObject([{ error: 'Broken', path: '/r/1' }]);
  });
});

describe('a function behind a stream', () => {
  const schema = z.object({ n: z.number() });
  const records = (...numbers: (number | undefined)[]): DynamoDBStreamEvent =>
    ({
      Records: numbers.map((n, i) => ({
        dynamodb: { SequenceNumber: `s${i}`, ...(n !== undefined && { NewImage: { n: { N: String(n) } } }) },
      })),
    }) as DynamoDBStreamEvent;
  const behind = (run: (items: readonly { n: number }[]) => Promise<readonly { n: number }[]>) =>
    stream({ item: (image) => image && { n: Number(image.n?.N) }, schema, run }) as unknown as (
      event: DynamoDBStreamEvent,
      context: Context,
    ) => Promise<unknown>;

  it('reports failed items by their numbers, and does not hand on what is not its business (R-22)', async () => {
    const given: number[] = [];
    const run = behind(async (items) => {
      given.push(...items.map(({ n }) => n));
      return items.filter(({ n }) => n === 2);
    });

    expect(await run(records(1, undefined, 2, 3), context)).toEqual({ batchItemFailures: [{ itemIdentifier: 's2' }] });
    expect(given).toEqual([1, 2, 3]);
  });

  it('has nothing to report when all went well', async () => {
    expect(await behind(async () => [])(records(1), context)).toEqual({ batchItemFailures: [] });
  });
});

describe('the environment', () => {
  it('is read with all its problems at once', () => {
    vi.stubEnv('PRESENT', 'yes');

    expect(readEnv(z.object({ PRESENT: z.string() }))).toEqual({ PRESENT: 'yes' });
    expect(() => readEnv(z.object({ NOT_THERE: z.string(), NEITHER: z.string() }))).toThrow(/NOT_THERE.*NEITHER/);
    vi.unstubAllEnvs();
  });
});

describe('a metric', () => {
  it('is one line in the embedded metric format', () => {
    emit([{ name: 'MonitorRuns', value: 1, unit: 'Count' }], { Verdict: 'stable' }, 5);

    expect(logged()).toEqual([
      {
        _aws: {
          Timestamp: 5,
          CloudWatchMetrics: [
            { Namespace: 'Slipway', Dimensions: [['Verdict']], Metrics: [{ Name: 'MonitorRuns', Unit: 'Count' }] },
          ],
        },
        Verdict: 'stable',
        MonitorRuns: 1,
      },
    ]);
  });
});

describe('an error as facts', () => {
  it('takes anything that was thrown', () => {
    expect(errorFacts('text')).toEqual({ error: 'text' });
    expect(errorFacts(undefined)).toEqual({ error: 'undefined' });
  });
});
