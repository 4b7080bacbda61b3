import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Cloud } from '../../../../infra/local/cloud.ts';
import { passes } from '../../../../infra/local/lambda/filter.ts';
import { lambdaFunction, lambdaRole, startTestCloud, table, temporaryFolder } from '../support/test-cloud.ts';

/** Writes down which records it was given, and fails as their keys ask for. */
const code = {
  reader: `
import { appendFileSync } from 'node:fs';
const failures = new Map();
export const handler = async (event) => {
  const keys = event.Records.map((record) => record.dynamodb.Keys.pk.S);
  appendFileSync(process.env.SEEN, JSON.stringify(keys) + '\\n');
  if (keys.some((key) => key.startsWith('poison'))) throw new Error('cannot take ' + keys);
  const bad = event.Records.find(({ dynamodb }) => {
    const key = dynamodb.Keys.pk.S;
    const times = failures.get(key) ?? 0;
    failures.set(key, times + 1);
    return key.startsWith('twice') && times < 1;
  });
  return { batchItemFailures: bad ? [{ itemIdentifier: bad.dynamodb.SequenceNumber }] : [] };
};`,
};

const resources = (seen: string, mapping: Record<string, unknown> = {}) => ({
  Log: table({ TableName: 'log', StreamSpecification: { StreamViewType: 'NEW_IMAGE' } }),
  Lost: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'lost' } },
  Role: lambdaRole(
    {
      Action: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      Resource: { 'Fn::GetAtt': ['Log', 'StreamArn'] },
    },
    { Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': ['Lost', 'Arn'] } },
  ),
  Reader: lambdaFunction('reader', 'Role', {
    FunctionName: 'reader',
    Environment: { Variables: { SEEN: seen } },
  }),
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Log', 'StreamArn'] },
      FunctionName: { Ref: 'Reader' },
      StartingPosition: 'TRIM_HORIZON',
      ...mapping,
    },
  },
});

const put = (cloud: Cloud, pk: string) => cloud.dynamodb.call('PutItem', { TableName: 'log', Item: { pk: { S: pk } } });
const batchesIn = (file: string): string[][] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];
/** Looks again until it is so, for streams take their time. */
const until = async <T>(look: () => Promise<T> | T, enough: (seen: T) => boolean): Promise<T> => {
  for (let tries = 0; ; tries += 1) {
    const seen = await look();
    if (enough(seen) || tries === 200) return seen;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

describe('an event source mapping', () => {
  const seen = path.join(temporaryFolder(), 'seen');
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startTestCloud({
      code,
      resources: resources(seen, {
        BatchSize: 10,
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: 1,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Lost', 'Arn'] } } },
        FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"Keys":{"pk":{"S":[{"anything-but":["hidden"]}]}}}}' }] },
      }),
    });
  });

  it('hands what is written to the function, in order, without what the filter keeps back', async () => {
    for (const pk of ['a', 'hidden', 'b', 'c']) await put(cloud, pk);

    const given = await until(
      () => batchesIn(seen),
      (all) => all.flat().includes('c'),
    );
    expect(given.flat()).toEqual(['a', 'b', 'c']);
  });

  it('delivers again from the first record that was reported as failed', async () => {
    for (const pk of ['d', 'twice', 'e']) await put(cloud, pk);

    const given = await until(
      () => batchesIn(seen),
      (all) => all.flat().filter((pk) => pk === 'twice').length > 1 && all.at(-1)?.includes('e') === true,
    );
    const since = given.flat().slice(3);
    expect(since.filter((pk) => pk === 'd')).toHaveLength(1);
    expect(since.filter((pk) => pk === 'twice')).toHaveLength(2);
  });

  it('gives up on a record that always fails, tells the queue, and goes on', async () => {
    for (const pk of ['f', 'poison', 'g']) await put(cloud, pk);

    const lost = await until(
      () => cloud.queues.queues()[0]?.all(Date.now()) ?? [],
      (all) => all.length > 0,
    );
    await until(
      () => batchesIn(seen),
      (all) => all.flat().includes('g'),
    );
    expect(JSON.parse(lost[0]?.body ?? '{}')).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted' },
      DDBStreamBatchInfo: { batchSize: 1 },
    });
  });
});

describe('a mapping after a restart', () => {
  it('goes on behind the last record that was done', async () => {
    const folder = temporaryFolder();
    const seen = path.join(folder, 'seen');
    const first = await startTestCloud({ code, resources: resources(seen) }, { folder });
    await put(first, 'before');
    await until(
      () => batchesIn(seen),
      (all) => all.length > 0,
    );
    await until(() => existsSync(path.join(folder, 'lambda/stream-positions.json')), Boolean);
    await first.stop();

    const second = await startTestCloud({ code, resources: resources(seen) }, { folder });
    await put(second, 'after');
    expect(
      (
        await until(
          () => batchesIn(seen),
          (all) => all.length > 1,
        )
      ).flat(),
    ).toEqual(['before', 'after']);
  });
});

describe('filter patterns', () => {
  const record = { eventName: 'INSERT', dynamodb: { NewImage: { n: { N: '5' }, s: { S: 'abc' }, z: { NULL: true } } } };

  it.each<[string, unknown, boolean]>([
    ['one of several values', { eventName: ['MODIFY', 'INSERT'] }, true],
    ['another value', { eventName: ['REMOVE'] }, false],
    ['a prefix', { dynamodb: { NewImage: { s: { S: [{ prefix: 'ab' }] } } } }, true],
    ['a suffix', { dynamodb: { NewImage: { s: { S: [{ suffix: 'x' }] } } } }, false],
    ['a number in a range', { dynamodb: { NewImage: { n: { N: [{ numeric: ['>', 1, '<=', 5] }] } } } }, true],
    ['something that exists', { dynamodb: { NewImage: { s: { S: [{ exists: true }] } } } }, true],
    ['something that must not exist', { dynamodb: { OldImage: { s: { S: [{ exists: false }] } } } }, true],
    ['an alternative', { $or: [{ eventName: ['X'] }, { dynamodb: { NewImage: { s: { S: ['abc'] } } } }] }, true],
    ['a boolean', { dynamodb: { NewImage: { z: { NULL: [true] } } } }, true],
  ])('know %s', (_, pattern, expected) => {
    expect(passes(pattern as Record<string, unknown>, record)).toBe(expected);
  });

  it('refuse a rule that they do not know', () => {
    expect(() => passes({ eventName: [{ wildcard: '*' }] }, record)).toThrow(/wildcard/);
  });
});
