import { ACCOUNT, NotImplementedLocally, REGION, type ResourceKind } from '../service.ts';
import { type AlarmState, comparisons, type MetricAlarm, type Missing } from './alarm.ts';
import type { Alarms } from './alarms.ts';
import { dimensionsFrom, queryFrom } from './metric-shapes.ts';
import type { Query } from './query.ts';
import { statistic } from './statistic.ts';

type Properties = Readonly<Record<string, unknown>>;

export const alarmArn = (name: string): string => `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${name}`;

const common = [
  'AlarmName',
  'AlarmDescription',
  'ActionsEnabled',
  'AlarmActions',
  'OKActions',
  'InsufficientDataActions',
  'Tags',
];

/** Alarms of the template. Anomaly bands, Metrics Insights and suppressors are refused. */
export const alarmResources = (alarms: Alarms): Record<string, ResourceKind> => ({
  'AWS::CloudWatch::Alarm': {
    properties: [
      ...common,
      'ComparisonOperator',
      'DatapointsToAlarm',
      'Dimensions',
      'EvaluationPeriods',
      'ExtendedStatistic',
      'MetricName',
      'Metrics',
      'Namespace',
      'Period',
      'Statistic',
      'Threshold',
      'TreatMissingData',
      'Unit',
    ],
    nameProperty: 'AlarmName',
    attributes: (name) => ({ Arn: alarmArn(name) }),
    create: ({ name, properties }) => alarms.add(metricAlarm(name, properties)),
  },
  'AWS::CloudWatch::CompositeAlarm': {
    properties: [...common, 'AlarmRule'],
    nameProperty: 'AlarmName',
    attributes: (name) => ({ Arn: alarmArn(name) }),
    create: ({ name, properties }) =>
      alarms.add({ kind: 'composite', ...identity(name, properties), rule: String(properties.AlarmRule) }),
  },
});

const metricAlarm = (name: string, properties: Properties): MetricAlarm => {
  const comparison = String(properties.ComparisonOperator);
  if (!Object.hasOwn(comparisons, comparison))
    throw new NotImplementedLocally(`the comparison ${comparison} of the alarm ${name}`);
  const queries = Array.isArray(properties.Metrics) ? properties.Metrics.map(queryFrom) : [simpleQuery(properties)];
  const shown = queries.filter((query) => query.shown);
  if (shown.length !== 1)
    throw new NotImplementedLocally(`the alarm ${name}, which returns ${shown.length} queries instead of one`);
  const evaluationPeriods = Number(properties.EvaluationPeriods);
  return {
    kind: 'metric',
    ...identity(name, properties),
    queries,
    subject: subjectOf(properties),
    periodMs: Math.max(
      ...queries.map(({ source, periodMs }) => ('metric' in source ? source.periodMs : (periodMs ?? 0))),
    ),
    evaluationPeriods,
    datapointsToAlarm: Number(properties.DatapointsToAlarm ?? evaluationPeriods),
    threshold: Number(properties.Threshold),
    comparison: comparison as MetricAlarm['comparison'],
    missing: (properties.TreatMissingData ?? 'missing') as Missing,
  };
};

const identity = (name: string, properties: Properties) => ({
  name,
  arn: alarmArn(name),
  description: String(properties.AlarmDescription ?? ''),
  actionsEnabled: properties.ActionsEnabled !== false && properties.ActionsEnabled !== 'false',
  actions: {
    ALARM: strings(properties.AlarmActions),
    OK: strings(properties.OKActions),
    INSUFFICIENT_DATA: strings(properties.InsufficientDataActions),
  } satisfies Record<AlarmState, readonly string[]>,
});

const simpleQuery = (properties: Properties): Query => {
  const stat = String(properties.ExtendedStatistic ?? properties.Statistic);
  statistic(stat);
  return {
    id: 'm1',
    shown: true,
    source: {
      metric: {
        namespace: String(properties.Namespace),
        name: String(properties.MetricName),
        dimensions: dimensionsFrom(properties.Dimensions),
      },
      stat,
      periodMs: Number(properties.Period) * 1000,
      unit: properties.Unit === undefined ? undefined : String(properties.Unit),
    },
  };
};

const subjectOf = (properties: Properties): Properties =>
  Object.fromEntries(
    ['MetricName', 'Namespace', 'Statistic', 'ExtendedStatistic', 'Dimensions', 'Unit', 'Metrics'].flatMap((key) =>
      properties[key] === undefined ? [] : [[key, properties[key]]],
    ),
  );

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
