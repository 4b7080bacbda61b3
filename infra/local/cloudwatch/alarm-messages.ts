import { ACCOUNT, REGION } from '../service.ts';
import { type Alarm, type Current, comparisons, type MetricAlarm } from './alarm.ts';

export interface Change {
  readonly alarm: Alarm;
  readonly now: Current;
  readonly before: Current;
}

/** The event that CloudWatch puts on the default bus. */
export const stateChangeEvent = ({ alarm, now, before }: Change) => ({
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  resources: [alarm.arn],
  detail: {
    alarmName: alarm.name,
    configuration: { description: alarm.description, ...configuration(alarm) },
    state: stateOf(now),
    previousState: stateOf(before),
  },
});

/** What a Lambda function gets that is itself the action of an alarm. */
export const lambdaMessage = ({ alarm, now, before }: Change) => ({
  source: 'aws.cloudwatch',
  alarmArn: alarm.arn,
  accountId: ACCOUNT,
  time: new Date(now.at).toISOString(),
  region: REGION,
  alarmData: {
    alarmName: alarm.name,
    state: stateOf(now),
    previousState: stateOf(before),
    configuration: { description: alarm.description, ...configuration(alarm) },
  },
});

/** The message to a topic: JSON for programs, prose for mail, as CloudWatch sends it. */
export const topicMessage = ({ alarm, now, before }: Change) => {
  const time = new Date(now.at).toISOString();
  const details = {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description,
    AWSAccountId: ACCOUNT,
    NewStateValue: now.state,
    NewStateReason: now.reason,
    StateChangeTime: time.replace('Z', '+0000'),
    Region: REGION,
    AlarmArn: alarm.arn,
    OldStateValue: before.state,
    OKActions: alarm.actions.OK,
    AlarmActions: alarm.actions.ALARM,
    InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
    ...(alarm.kind === 'metric' ? { Trigger: trigger(alarm) } : { AlarmRule: alarm.rule }),
  };
  return {
    subject: `${now.state}: "${alarm.name}" in ${REGION}`.slice(0, 100),
    message: JSON.stringify(details),
    mail: [
      `The CloudWatch alarm "${alarm.name}" in ${REGION} went from ${before.state} to ${now.state} at ${time}.`,
      '',
      ...(alarm.description ? [alarm.description, ''] : []),
      now.reason,
      '',
      `Watches: ${describeAlarm(alarm)}`,
      `Alarm: ${alarm.arn}`,
    ].join('\n'),
  };
};

/** What the alarm watches, in a line: `Sum of ExecutionsFailed ≥ 1 in 1 of 1 periods of 5 minutes`. */
export const describeAlarm = (alarm: Alarm): string => {
  if (alarm.kind === 'composite') return alarm.rule;
  const shown = alarm.queries.find((query) => query.shown);
  const source = shown?.source;
  const what =
    source && 'metric' in source
      ? `${source.stat} of ${source.metric.name}`
      : (shown?.label ?? (source && 'expression' in source ? source.expression : ''));
  const { sign } = comparisons[alarm.comparison];
  return `${what} ${sign} ${alarm.threshold} in ${alarm.datapointsToAlarm} of ${alarm.evaluationPeriods} periods of ${duration(alarm.periodMs)}`;
};

/** `90 seconds`, `5 minutes`, `1 hour`. */
export const duration = (ms: number): string => {
  const [size, unit] =
    ms % 86_400_000 === 0
      ? [ms / 86_400_000, 'day']
      : ms % 3_600_000 === 0
        ? [ms / 3_600_000, 'hour']
        : ms % 60_000 === 0
          ? [ms / 60_000, 'minute']
          : [ms / 1000, 'second'];
  return `${size} ${unit}${size === 1 ? '' : 's'}`;
};

const stateOf = ({ state, reason, at }: Current) => ({
  value: state,
  reason,
  timestamp: new Date(at).toISOString().replace('Z', '+0000'),
});

const configuration = (alarm: Alarm) =>
  alarm.kind === 'composite' ? { alarmRule: alarm.rule } : { metrics: alarm.queries.map(metricConfiguration) };

const metricConfiguration = ({ id, shown, source, label }: MetricAlarm['queries'][number]) => ({
  id,
  ...(label ? { label } : {}),
  ...('metric' in source
    ? { metricStat: { metric: source.metric, period: source.periodMs / 1000, stat: source.stat } }
    : { expression: source.expression }),
  returnData: shown,
});

const trigger = (alarm: MetricAlarm) => ({
  ...alarm.subject,
  Period: alarm.periodMs / 1000,
  EvaluationPeriods: alarm.evaluationPeriods,
  DatapointsToAlarm: alarm.datapointsToAlarm,
  ComparisonOperator: alarm.comparison,
  Threshold: alarm.threshold,
  TreatMissingData: alarm.missing,
});
