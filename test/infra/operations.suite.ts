import { describe, expect, it } from 'vitest';
import { runbookAnchors } from '../../infra/constructs/operational-alarm.ts';
import { counted, NAMESPACE } from '../../infra/operations/metrics.ts';
import { deadLettersOf, functionsWatchedAlone, workflowsOf } from '../../infra/operations/watched.ts';
import { Verdict } from '../../shared/monitoring/schema.ts';
import { NAMESPACE as EMITTED_UNDER } from '../../shared/runtime/metrics.ts';
import { functionNames, synthesized } from './support/synthesized.ts';

const { stacks, templates } = synthesized();
const ofType = (type: string): readonly Record<string, unknown>[] =>
  Object.values(templates.operations.Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties as Record<string, unknown>);
const alarms = ofType('AWS::CloudWatch::Alarm');
const named = (name: string) => alarms.find(({ AlarmName }) => AlarmName === name);

describe('every alarm', () => {
  it.each(alarms.map((alarm) => [String(alarm.AlarmName), alarm] as const))(
    '%s says what people notice, where to read on, and tells somebody when it rings',
    (_name, { AlarmDescription, AlarmActions, OKActions }) => {
      const [, impact, anchor] = /^(.{20,}) What to do: README\.md#(.+)$/.exec(String(AlarmDescription)) ?? [];
      expect(impact).toMatch(/\.$/);
      expect(runbookAnchors).toContain(anchor);
      expect(AlarmActions).toHaveLength(1);
      expect(OKActions).toBeUndefined();
    },
  );

  it('has a name of its own', () => {
    expect(new Set(alarms.map(({ AlarmName }) => AlarmName)).size).toBe(alarms.length);
  });

  it('uses every place of the runbook', () => {
    const used = alarms.map(({ AlarmDescription }) => String(AlarmDescription).split('#')[1]);

    expect([...new Set(used)].sort()).toEqual([...runbookAnchors].sort());
  });
});

describe('an alarm stands', () => {
  it.each(workflowsOf(stacks.pipeline).map(({ definitionName }) => definitionName))('on failed runs of %s', (name) => {
    expect(named(`Slipway ${name}: a run failed`)).toBeDefined();
  });

  it('on every function whose failure no machine tells', () => {
    const watched = functionsWatchedAlone(stacks.pipeline).map(({ functionFolder }) => functionFolder);

    expect(watched.toSorted()).toEqual([
      'announce',
      'approvals',
      'intake',
      'notify',
      'registry-api',
      'registry-pages',
      'report',
      'sign-in',
      'sweep',
      'sweep-uploads',
      'watch-checks',
    ]);
    for (const name of watched) expect(named(`Slipway ${name}: errors`)).toBeDefined();
    expect(functionNames()).toEqual(expect.arrayContaining(watched));
  });

  it('on every place for what could not be delivered', () => {
    expect(deadLettersOf(stacks.pipeline)).toHaveLength(5);
    expect(alarms.filter(({ Namespace }) => Namespace === 'AWS/SQS')).toHaveLength(5);
  });

  it.each([
    'Slipway approvals: one waits too long',
    'Slipway approvals: a decision arrived nowhere',
    'Slipway drift: found',
    'Slipway endpoints: failed answers',
    'Slipway monitoring: silent',
    'Slipway notices: nobody to tell',
  ])('%s', (name) => {
    expect(named(name)).toBeDefined();
  });

  it('on live models that nobody checks', () => {
    const alarm = named('Slipway monitoring: silent');

    expect(alarm?.Threshold).toBe(1);
    expect(JSON.stringify(alarm?.Metrics)).toContain('"MetricName":"ModelsUnchecked"');
  });
});

describe('the dashboard', () => {
  const [dashboard] = ofType('AWS::CloudWatch::Dashboard');
  const body = JSON.stringify(dashboard?.DashboardBody);

  it('explains itself in words, row by row', () => {
    expect(dashboard?.DashboardName).toBe('slipway-fleet');
    for (const title of ['What runs', 'The way to production', 'Are the models still right?', 'Is anything broken?'])
      expect(body).toContain(title);
  });

  it('shows everything that Slipway counts', () => {
    for (const name of Object.keys(counted)) expect(body).toContain(name);
  });

  it('knows every verdict of the drift check', () => {
    for (const verdict of Verdict.options) expect(body).toContain(verdict);
  });
});

describe('metrics', () => {
  it('are looked for where the functions put them', () => {
    expect(NAMESPACE).toBe(EMITTED_UNDER);
  });
});

describe('alarms on their way', () => {
  it('are encrypted, and mailed only when an address is given', () => {
    expect(ofType('AWS::SNS::Topic')[0]).toHaveProperty('KmsMasterKeyId');
    const subscription = Object.values(templates.operations.Resources).find(
      ({ Type }) => Type === 'AWS::SNS::Subscription',
    );
    expect(subscription?.Condition).toBe('OpsEmailGiven');
  });
});
