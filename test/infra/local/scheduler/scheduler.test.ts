import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { createScheduler } from '../../../../infra/local/scheduler/create-scheduler.ts';
import { anyone, type Served, serve } from '../support/serve.ts';
import { manualClock } from './manual-clock.ts';

const MACHINE = 'arn:aws:states:eu-central-1:000000000000:stateMachine:monitor';
const ROLE = 'arn:aws:iam::000000000000:role/schedules';
const QUEUE = 'arn:aws:sqs:eu-central-1:000000000000:dead';
const daily: CreateScheduleCommandInput = {
  Name: 'demand',
  GroupName: 'models',
  ScheduleExpression: 'cron(0 6 * * ? *)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: MACHINE, RoleArn: ROLE, Input: '{"at":"<aws.scheduler.scheduled-time>"}' },
};

const opened: Served[] = [];
afterEach(async () => {
  for (const served of opened.splice(0)) await served.close();
});

const setUp = async (
  folder = mkdtempSync(path.join(tmpdir(), 'scheduler-')),
  deliver: (arn: string) => void = () => {},
) => {
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const clock = manualClock();
  const delivered: unknown[][] = [];
  const problems: string[] = [];
  const scheduler = createScheduler({
    folder,
    clock,
    deliver: async (...args) => {
      deliver(args[0]);
      delivered.push(args);
    },
    onError: (_, what) => void problems.push(what),
  });
  await scheduler.resources['AWS::Scheduler::ScheduleGroup']?.create({
    logicalId: 'Group',
    type: 'AWS::Scheduler::ScheduleGroup',
    name: 'models',
    properties: {},
  });
  const served = await serve(scheduler);
  opened.push(served);
  const client = new SchedulerClient({ ...anyone, endpoint: served.endpoint });
  const create = (changes: Partial<CreateScheduleCommandInput> = {}) =>
    client.send(new CreateScheduleCommand({ ...daily, ...changes }));
  return { scheduler, clock, delivered, problems, client, served, folder, create };
};
const times = (delivered: readonly unknown[][]) => delivered.map(([, payload]) => (payload as { at: string }).at);

describe('the API of schedules', () => {
  it('creates, shows, changes, lists and deletes', async () => {
    const { client, create, served } = await setUp();
    const { ScheduleArn } = await create({ StartDate: new Date('2026-02-01T00:00:00Z') });
    expect(ScheduleArn).toBe('arn:aws:scheduler:eu-central-1:000000000000:schedule/models/demand');
    expect(served.accesses[0]).toEqual([
      { action: 'scheduler:CreateSchedule', resource: ScheduleArn },
      { action: 'iam:PassRole', resource: ROLE, context: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    ]);
    const name = { Name: 'demand', GroupName: 'models' };
    expect(await client.send(new GetScheduleCommand(name))).toMatchObject({
      Arn: ScheduleArn,
      State: 'ENABLED',
      StartDate: new Date('2026-02-01T00:00:00Z'),
      CreationDate: new Date('2026-01-01T00:00:00Z'),
      Target: daily.Target,
    });
    await client.send(new UpdateScheduleCommand({ ...daily, State: 'DISABLED' }));
    const { Schedules } = await client.send(new ListSchedulesCommand({ GroupName: 'models' }));
    expect(Schedules).toMatchObject([{ Name: 'demand', State: 'DISABLED', Target: { Arn: MACHINE } }]);
    await client.send(new DeleteScheduleCommand(name));
    await expect(client.send(new GetScheduleCommand(name))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('tells a repeated creation from a second one', async () => {
    const { create } = await setUp();
    const first = await create({ ClientToken: 'once' });
    expect((await create({ ClientToken: 'once' })).ScheduleArn).toBe(first.ScheduleArn);
    await expect(create()).rejects.toMatchObject({
      name: 'ConflictException',
      $metadata: { httpStatusCode: 409 },
    });
  });

  it.each([
    ['a group that does not exist', { GroupName: 'nowhere' }, 'ResourceNotFoundException'],
    ['a target that is not here', { Target: { Arn: QUEUE, RoleArn: ROLE } }, 'NotImplementedLocally'],
    ['an API call as target', { Target: { Arn: 'arn:aws:scheduler:::aws-sdk:s3:x', RoleArn: ROLE } }, 'NotImplemented'],
    ['a setting that is not here', { KmsKeyArn: 'arn:aws:kms:x' }, 'NotImplementedLocally'],
    ['an expression that is none', { ScheduleExpression: 'rate(1 days)' }, 'ValidationException'],
    ['a time zone that is none', { ScheduleExpressionTimezone: 'Moon/Base' }, 'ValidationException'],
    ['input that is no JSON', { Target: { ...daily.Target, Input: 'x' } }, 'ValidationException'],
  ])('refuses %s', async (_, changes, name) => {
    const { create } = await setUp();
    await expect(create(changes as Partial<CreateScheduleCommandInput>)).rejects.toMatchObject({
      name: expect.stringContaining(name),
    });
  });
});

describe('a schedule', () => {
  it('invokes its target at its times, under its role, and knows the planned instant', async () => {
    const { scheduler, clock, delivered, create } = await setUp();
    scheduler.start();
    await create();
    await clock.advance(2 * 24 * 3600);
    expect(delivered).toEqual([
      [MACHINE, { at: '2026-01-01T06:00:00Z' }, { roleArn: ROLE }],
      [MACHINE, { at: '2026-01-02T06:00:00Z' }, { roleArn: ROLE }],
    ]);
  });

  it('fires between its start and its end, in its time zone', async () => {
    const { scheduler, clock, delivered, create } = await setUp();
    scheduler.start();
    await create({
      ScheduleExpressionTimezone: 'Europe/Berlin',
      StartDate: new Date('2026-01-02T05:00:00Z'),
      EndDate: new Date('2026-01-03T05:00:00Z'),
    });
    await clock.advance(5 * 24 * 3600);
    expect(times(delivered)).toEqual(['2026-01-02T05:00:00Z', '2026-01-03T05:00:00Z']);
  });

  it('by rate fires at once, and then at its distance', async () => {
    const { scheduler, clock, delivered, create } = await setUp();
    scheduler.start();
    await create({ ScheduleExpression: 'rate(1 hour)' });
    await clock.advance(2 * 3600);
    expect(times(delivered)).toEqual(['2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z', '2026-01-01T02:00:00Z']);
  });

  it('for one time is gone afterwards, when it says so', async () => {
    const { scheduler, clock, delivered, client, create } = await setUp();
    scheduler.start();
    await create({ ScheduleExpression: 'at(2026-01-01T08:30:00)', ActionAfterCompletion: 'DELETE' });
    await clock.advance(24 * 3600);
    expect(times(delivered)).toEqual(['2026-01-01T08:30:00Z']);
    expect((await client.send(new ListSchedulesCommand({}))).Schedules).toEqual([]);
  });

  it('tries again, counts its tries, and in the end keeps the input', async () => {
    const { scheduler, clock, delivered, problems, create } = await setUp(undefined, (arn) => {
      if (arn === MACHINE) throw new Error('never');
    });
    scheduler.start();
    const Target = {
      Arn: MACHINE,
      RoleArn: ROLE,
      Input: '{"at":"<aws.scheduler.scheduled-time>","try":<aws.scheduler.attempt-number>}',
      RetryPolicy: { MaximumRetryAttempts: 3 },
      DeadLetterConfig: { Arn: QUEUE },
    };
    await create({ Target });
    await clock.advance(7 * 3600);
    expect(delivered).toEqual([[QUEUE, { at: '2026-01-01T06:00:00Z', try: 1 }, { roleArn: ROLE }]]);
    expect(problems).toEqual(['the schedule models/demand could not invoke its target']);
  });

  it('fires now when it is asked to, though it is switched off', async () => {
    const { scheduler, delivered, create } = await setUp();
    await create({ State: 'DISABLED' });
    await scheduler.fireNow('models', 'demand');
    expect(times(delivered)).toEqual(['2026-01-01T00:00:00Z']);
    await expect(scheduler.fireNow('models', 'other')).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });

  it('survives a restart, with the group that an API call made', async () => {
    const { client, create, folder } = await setUp();
    await client.send(new CreateScheduleGroupCommand({ Name: 'own' }));
    await create({ GroupName: 'own' });
    const again = await setUp(folder);
    again.scheduler.start();
    await again.clock.advance(7 * 3600);
    expect(times(again.delivered)).toEqual(['2026-01-01T06:00:00Z']);
  });
});
