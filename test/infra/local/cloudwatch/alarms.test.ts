import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type AlarmState, judge, type MetricAlarm, type Missing } from '../../../../infra/local/cloudwatch/alarm.ts';
import { ruleHolds } from '../../../../infra/local/cloudwatch/alarm-rule.ts';
import {
  type CloudWatch,
  type CloudWatchDeps,
  createCloudWatch,
} from '../../../../infra/local/cloudwatch/cloudwatch.ts';

const anAlarm = (missing: Missing, datapointsToAlarm = 3, evaluationPeriods = 3) =>
  ({ comparison: 'GreaterThanThreshold', threshold: 5, missing, datapointsToAlarm, evaluationPeriods }) as MetricAlarm;
const X = 9;
const _ = undefined;

describe('judging periods', () => {
  it.each<[(number | undefined)[], number, Record<Missing, AlarmState | undefined>]>([
    [[X, X, X], 3, { missing: 'ALARM', ignore: 'ALARM', breaching: 'ALARM', notBreaching: 'ALARM' }],
    [[0, X, X], 3, { missing: 'OK', ignore: 'OK', breaching: 'OK', notBreaching: 'OK' }],
    [[0, X, X], 2, { missing: 'ALARM', ignore: 'ALARM', breaching: 'ALARM', notBreaching: 'ALARM' }],
    [[_, _, _], 3, { missing: 'INSUFFICIENT_DATA', ignore: undefined, breaching: 'ALARM', notBreaching: 'OK' }],
    [[0, _, _], 3, { missing: 'OK', ignore: 'OK', breaching: 'OK', notBreaching: 'OK' }],
    [[X, _, _], 3, { missing: 'ALARM', ignore: undefined, breaching: 'ALARM', notBreaching: 'OK' }],
  ])('%o, %i of 3', (periods, needed, expected) => {
    for (const [missing, state] of Object.entries(expected))
      expect([missing, judge(anAlarm(missing as Missing, needed), periods).state]).toEqual([missing, state]);
  });

  it('does not alarm at the threshold itself when the comparison is strict', () => {
    expect(judge(anAlarm('missing', 1, 1), [5]).state).toBe('OK');
  });
});

describe('a composite rule', () => {
  const stateOf = (name: string): AlarmState | undefined => ({ a: 'ALARM', b: 'OK' })[name] as AlarmState | undefined;

  it.each([
    ['ALARM("a") AND OK(b)', true],
    ['ALARM(a) AND ALARM(b)', false],
    ['ALARM(b) OR NOT ALARM(b)', true],
    ['NOT (ALARM(a) OR TRUE)', false],
    ['ALARM("arn:aws:cloudwatch:eu-central-1:000000000000:alarm:a")', true],
    ['INSUFFICIENT_DATA(unknown)', true],
  ])('%s is %s', (rule, holds) => {
    expect(ruleHolds(rule, stateOf)).toBe(holds);
  });

  it.each(['ALARM(a', 'ALARM(a) AND', 'WRONG(a)', 'ALARM(a) ALARM(b)'])('refuses %s', (rule) => {
    expect(() => ruleHolds(rule, stateOf)).toThrow('cannot be read');
  });
});

describe('the alarms of a template', () => {
  const open: CloudWatch[] = [];
  afterEach(() => {
    for (const cloudWatch of open.splice(0)) cloudWatch.stop();
  });

  const topic = 'arn:aws:sns:eu-central-1:000000000000:ops';
  const fn = 'arn:aws:lambda:eu-central-1:000000000000:function:react';
  const make = (deps: CloudWatchDeps, properties: Record<string, unknown> = {}) => {
    const cloudWatch = createCloudWatch(deps);
    open.push(cloudWatch);
    const create = (type: string, name: string, more: Record<string, unknown>) =>
      cloudWatch.resources[type]?.create({ logicalId: name, type, name, properties: more });
    create('AWS::CloudWatch::Alarm', 'failures', {
      AlarmDescription: 'People wait.',
      MetricName: 'Failures',
      Namespace: 'Shop',
      Dimensions: [{ Name: 'Model', Value: 'a' }],
      Statistic: 'Sum',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 2,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [topic, fn],
      OKActions: [topic],
      ...properties,
    });
    return { cloudWatch, create };
  };
  const fail = (cloudWatch: CloudWatch) =>
    cloudWatch.emit({ namespace: 'Shop', name: 'Failures', dimensions: { Model: 'a' }, value: 1, unit: 'Count' });

  it('ring once when crossed, tell topic, function and bus, and grow quiet when the period has passed', () => {
    let now = 1_000_000_000_000;
    const events: { detail: unknown }[] = [];
    const published: [string, string, string | undefined][] = [];
    const delivered: [string, unknown][] = [];
    const { cloudWatch } = make({
      now: () => now,
      putEvent: (event) => events.push(event),
      publish: (arn, { subject, mail }) => published.push([arn, subject, mail]),
      deliver: async (arn, payload) => delivered.push([arn, payload]),
    });
    const later = (ms: number) => {
      now += ms;
      cloudWatch.alarms.evaluate();
      return cloudWatch.alarms.stateOf('failures');
    };

    expect(later(1)).toBe('OK');
    fail(cloudWatch);
    expect(later(10)).toBe('OK');
    fail(cloudWatch);
    expect(later(10)).toBe('ALARM');
    expect(later(5000)).toBe('ALARM');
    expect(later(300_000)).toBe('OK');

    expect(published.map(([arn, subject]) => [arn, subject])).toEqual([
      [topic, 'OK: "failures" in eu-central-1'],
      [topic, 'ALARM: "failures" in eu-central-1'],
      [topic, 'OK: "failures" in eu-central-1'],
    ]);
    expect(published[1]?.[2]).toContain('Sum of Failures ≥ 2 in 1 of 1 periods of 5 minutes');
    expect(delivered).toMatchObject([[fn, { alarmData: { alarmName: 'failures', state: { value: 'ALARM' } } }]]);
    expect(events[1]).toMatchObject({
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      detail: { alarmName: 'failures', state: { value: 'ALARM' }, previousState: { value: 'OK' } },
    });
  });

  it('feed a composite alarm in the same round', () => {
    let now = 1_000_000_000_000;
    const { cloudWatch, create } = make({ now: () => now }, { Threshold: 1 });
    create('AWS::CloudWatch::CompositeAlarm', 'anything', { AlarmRule: 'ALARM("failures")' });
    fail(cloudWatch);
    now += 1;
    cloudWatch.alarms.evaluate();

    expect(cloudWatch.alarms.stateOf('anything')).toBe('ALARM');
  });

  it('compare metric math', () => {
    let now = 1_000_000_000_000;
    const stat = (Id: string, MetricName: string) => ({
      Id,
      ReturnData: false,
      MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period: 60, Stat: 'Sum' },
    });
    const { cloudWatch, create } = make({ now: () => now });
    create('AWS::CloudWatch::Alarm', 'share', {
      Metrics: [{ Id: 'e1', Expression: 'bad / all' }, stat('bad', 'Bad'), stat('all', 'All')],
      EvaluationPeriods: 1,
      Threshold: 0.1,
      ComparisonOperator: 'GreaterThanThreshold',
    });
    const count = (name: string, value: number) => cloudWatch.emit({ namespace: 'Shop', name, dimensions: {}, value });
    count('Bad', 2);
    count('All', 10);
    now += 10;
    cloudWatch.alarms.evaluate();

    expect(cloudWatch.alarms.stateOf('share')).toBe('ALARM');
  });

  it('remember their state and their metrics over a restart, and do not ring twice', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'metrics-'));
    let now = 1_000_000_000_000;
    let rung = 0;
    const deps: CloudWatchDeps = { folder, now: () => now, publish: () => (rung += 1) };
    const first = make(deps, { Threshold: 1 }).cloudWatch;
    fail(first);
    now += 10;
    first.alarms.evaluate();
    open.splice(0);
    first.stop();
    const second = make(deps, { Threshold: 1 }).cloudWatch;
    second.alarms.evaluate();

    expect([second.alarms.stateOf('failures'), rung]).toEqual(['ALARM', 1]);
    open.splice(0);
    second.stop();
    rmSync(folder, { recursive: true });
  });

  it.each([
    [{ ComparisonOperator: 'GreaterThanUpperThreshold' }, 'GreaterThanUpperThreshold'],
    [{ Statistic: undefined, ExtendedStatistic: 'tm90' }, 'tm90'],
    [{ AlarmActions: ['arn:aws:automate:eu-central-1:ec2:stop'] }, 'automate'],
  ])('are refused by name when they ask too much (%o)', (properties, name) => {
    expect(() => make({}, properties)).toThrow(name);
  });
});
