import { readFileSync } from 'node:fs';
import path from 'node:path';
import { EventBridgeClient, ListRulesCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, describe, expect, it } from 'vitest';
import { ServiceError } from '../../../../infra/local/service.ts';
import { anyone, type Served, serve } from '../support/serve.ts';
import { type Delivery, FUNCTION, QUEUE, setUp } from './cloud.ts';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

const withClient = async (deliver?: (delivery: Delivery) => void) => {
  const cloud = setUp(deliver);
  served = await serve(cloud.events);
  return { ...cloud, served, client: new EventBridgeClient({ ...anyone, endpoint: served.endpoint }) };
};
const entry = { Source: 'slipway', DetailType: 'model.live', Detail: '{"model":"demand"}' };

describe('PutEvents', () => {
  it('hands the event in its envelope to the target of a rule that fits', async () => {
    const { client, make, rule, clock, delivered, served } = await withClient();
    await make('AWS::Events::EventBus', 'moves', {});
    await rule({ EventBusName: 'moves', EventPattern: { source: ['slipway'], detail: { model: ['demand'] } } });
    const { FailedEntryCount, Entries = [] } = await client.send(
      new PutEventsCommand({
        Entries: [
          { ...entry, EventBusName: 'moves', Time: new Date('2026-01-02T03:04:05.678Z'), Resources: ['a'] },
          { ...entry, EventBusName: 'moves', Detail: '{"model":"other"}' },
          { ...entry },
        ],
      }),
    );
    await clock.settle();
    expect(FailedEntryCount).toBe(0);
    expect(delivered).toEqual([
      {
        arn: FUNCTION,
        payload: {
          version: '0',
          id: Entries[0]?.EventId,
          'detail-type': 'model.live',
          source: 'slipway',
          account: '000000000000',
          time: '2026-01-02T03:04:05Z',
          region: 'eu-central-1',
          resources: ['a'],
          detail: { model: 'demand' },
        },
        options: {
          service: 'events.amazonaws.com',
          sourceArn: 'arn:aws:events:eu-central-1:000000000000:rule/rule',
        },
      },
    ]);
    expect(served.accesses[0]?.[0]).toEqual({
      action: 'events:PutEvents',
      resource: 'arn:aws:events:eu-central-1:000000000000:event-bus/moves',
      context: { 'events:source': 'slipway', 'events:detail-type': 'model.live' },
    });
  });

  it('refuses single entries and takes the others', async () => {
    const { client } = await withClient();
    const { FailedEntryCount, Entries = [] } = await client.send(
      new PutEventsCommand({
        Entries: [
          entry,
          { ...entry, Detail: '[1]' },
          { ...entry, DetailType: undefined },
          { ...entry, Source: 'aws.s3' },
          { ...entry, EventBusName: 'nowhere' },
        ],
      }),
    );
    expect(FailedEntryCount).toBe(4);
    expect(Entries.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'MalformedDetail',
      'InvalidArgument',
      'NotAuthorizedForSourceException',
      'ResourceNotFoundException',
    ]);
  });

  it.each([
    ['eleven entries', Array.from({ length: 11 }, () => entry)],
    ['more than 256 kB', [{ ...entry, Detail: JSON.stringify({ text: 'x'.repeat(256 * 1024) }) }]],
  ])('refuses a call with %s', async (_, Entries) => {
    const { client } = await withClient();
    await expect(client.send(new PutEventsCommand({ Entries }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  it('names an operation that is not there', async () => {
    const { client, rule } = await withClient();
    await rule({ EventPattern: { source: ['slipway'] } });
    expect((await client.send(new ListRulesCommand({}))).Rules).toMatchObject([{ Name: 'rule', State: 'ENABLED' }]);
    const { DeleteRuleCommand } = await import('@aws-sdk/client-eventbridge');
    await expect(client.send(new DeleteRuleCommand({ Name: 'rule' }))).rejects.toMatchObject({
      name: 'NotImplementedLocally',
    });
  });
});

const put = { source: 'aws.s3', 'detail-type': 'Object Created', detail: { object: { key: 'a/manifest.yaml' } } };

describe('a delivery', () => {
  it('is tried again until it succeeds', async () => {
    let tries = 0;
    const { events, rule, clock, delivered, metrics } = setUp(() => {
      tries += 1;
      if (tries < 3) throw new Error('not now');
    });
    await rule({ EventPattern: { source: ['aws.s3'] } });
    events.putEvent(put);
    await clock.advance(10);
    expect([tries, delivered.length]).toEqual([3, 1]);
    expect(metrics).toEqual(['TriggeredRules rule', 'Invocations rule']);
  });

  it('goes to the dead letters when no try is left, as the event it was', async () => {
    const { events, rule, clock, delivered, problems, metrics } = setUp(({ arn }) => {
      if (arn === FUNCTION) throw new Error('never');
    });
    const policy = { DeadLetterConfig: { Arn: QUEUE }, RetryPolicy: { MaximumRetryAttempts: 2 } };
    await rule({ EventPattern: { source: ['aws.s3'] } }, policy);
    events.putEvent(put);
    await clock.advance(60);
    expect(delivered).toMatchObject([{ arn: QUEUE, payload: put, options: { service: 'events.amazonaws.com' } }]);
    expect(problems).toHaveLength(1);
    expect(metrics).toContain('FailedInvocations rule');
  });

  it('is not tried again where the target refuses', async () => {
    let tries = 0;
    const { events, rule, clock } = setUp(() => {
      tries += 1;
      throw new ServiceError('AccessDeniedException', 'no', 403);
    });
    await rule({ EventPattern: { source: ['aws.s3'] } });
    events.putEvent(put);
    await clock.advance(60);
    expect(tries).toBe(1);
  });

  it('happens twice, or later, when a test asks for it', async () => {
    const { events, rule, clock, delivered } = setUp();
    await rule({ EventPattern: { source: ['aws.s3'] } });
    events.faults.deliverTwice('Object Created');
    events.faults.delay('Object Created', 5000);
    events.putEvent(put);
    await clock.advance(4);
    expect(delivered).toHaveLength(0);
    await clock.advance(2);
    expect(new Set(delivered.map(({ payload }) => (payload as { id: string }).id)).size).toBe(1);
    expect(delivered).toHaveLength(2);
  });

  it('does not happen for a disabled rule, nor for one of another bus', async () => {
    const { events, rule, make, clock, delivered } = setUp();
    await make('AWS::Events::EventBus', 'moves', {});
    await rule({ EventPattern: { source: ['aws.s3'] }, State: 'DISABLED' });
    await rule({ EventPattern: { source: ['aws.s3'] }, EventBusName: 'moves' }, {}, 'elsewhere');
    events.putEvent(put);
    await clock.advance(1);
    expect(delivered).toEqual([]);
  });
});

describe('a scheduled rule', () => {
  it('fires at its times with a Scheduled Event', async () => {
    const { events, rule, clock, delivered } = setUp();
    await rule({ ScheduleExpression: 'cron(0 5 * * ? *)' });
    events.start();
    await clock.advance(29 * 3600 + 1);
    expect(delivered.map(({ payload }) => payload)).toMatchObject(
      ['2026-01-01T05:00:00Z', '2026-01-02T05:00:00Z'].map((time) => ({
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        time,
        resources: ['arn:aws:events:eu-central-1:000000000000:rule/rule'],
        detail: {},
      })),
    );
  });

  it('does not fire before start, nor after stop', async () => {
    const { events, rule, clock, delivered } = setUp();
    await rule({ ScheduleExpression: 'rate(5 minutes)' });
    await clock.advance(600);
    expect(delivered).toHaveLength(0);
    events.start();
    await clock.advance(600);
    events.stop();
    await clock.advance(3600);
    expect(delivered).toHaveLength(2);
  });
});

describe('all scheduled rules at once', () => {
  it('fire beside their schedules, but for those that are off', async () => {
    const { events, rule, clock, delivered } = setUp();
    await rule({ ScheduleExpression: 'cron(0 5 * * ? *)' }, {}, 'daily');
    await rule({ ScheduleExpression: 'rate(5 minutes)', State: 'DISABLED' }, {}, 'off');
    await rule({ EventPattern: { source: ['aws.s3'] } }, {}, 'pattern');
    events.ringSchedules();
    await clock.advance(1);
    expect(delivered.map(({ payload }) => payload)).toMatchObject([
      { 'detail-type': 'Scheduled Event', resources: ['arn:aws:events:eu-central-1:000000000000:rule/daily'] },
    ]);
  });
});

describe('resources', () => {
  it('keep the events that an archive wants as JSON lines, for as long as it says', async () => {
    const { events, make, folder, clock } = setUp();
    const archive = () =>
      make('AWS::Events::Archive', 'all', {
        SourceArn: 'arn:aws:events:eu-central-1:000000000000:event-bus/default',
        EventPattern: { source: ['aws.s3'] },
        RetentionDays: 1,
      });
    const lines = () =>
      readFileSync(path.join(folder, 'archives', 'all.jsonl'), 'utf8')
        .split('\n')
        .filter(Boolean);
    await archive();
    events.putEvent(put);
    events.putEvent({ ...put, source: 'aws.states' });
    expect(lines().map((line) => JSON.parse(line))).toMatchObject([put]);
    await clock.advance(2 * 24 * 3600);
    await archive();
    expect(lines()).toEqual([]);
  });

  it('hand on the statements of all policies of a bus', async () => {
    const { make, policies } = setUp();
    for (const StatementId of ['a', 'b'])
      await make('AWS::Events::EventBusPolicy', StatementId, { StatementId, Statement: { Effect: 'Allow' } });
    expect(policies.at(-1)).toEqual([
      'arn:aws:events:eu-central-1:000000000000:event-bus/default',
      {
        Version: '2012-10-17',
        Statement: [
          { Sid: 'a', Effect: 'Allow' },
          { Sid: 'b', Effect: 'Allow' },
        ],
      },
    ]);
  });

  it.each([
    ['a target of a kind that is not here', {}, { Arn: 'arn:aws:kinesis:x:0:stream/s' }, /kinesis/],
    ['a setting of a target that is not here', {}, { SqsParameters: {} }, /SqsParameters/],
    ['a machine without a role', {}, { Arn: 'arn:aws:states:x:0:stateMachine:m' }, /RoleArn/],
    ['a schedule on a bus of its own', { EventBusName: 'moves', ScheduleExpression: 'rate(1 day)' }, {}, /default/],
    ['a bus that does not exist', { EventBusName: 'moves', EventPattern: { source: ['a'] } }, {}, /does not exist/],
  ])('refuse %s', async (_, properties, target, message) => {
    const { rule } = setUp();
    const pattern = 'ScheduleExpression' in properties ? {} : { EventPattern: { source: ['a'] } };
    await expect(rule({ ...pattern, ...properties }, target)).rejects.toThrow(message);
  });
});
