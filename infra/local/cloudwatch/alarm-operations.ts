import type { Alarm, AlarmState, Current } from './alarm.ts';
import { alarmArn } from './alarm-resources.ts';
import type { Alarms } from './alarms.ts';
import type { Operation } from './operation.ts';

/** Reading alarms, and setting a state by hand. Alarms themselves come from the template: PutMetricAlarm is refused. */
export const alarmOperations = (alarms: Alarms): Record<string, Operation> => ({
  DescribeAlarms: {
    access: ({ AlarmNames }) =>
      (Array.isArray(AlarmNames) && AlarmNames.length > 0 ? AlarmNames : ['*']).map((name) => ({
        action: 'cloudwatch:DescribeAlarms',
        resource: alarmArn(String(name)),
      })),
    run: ({ AlarmNames, AlarmNamePrefix, AlarmTypes, StateValue }) => {
      const wanted = alarms
        .list()
        .filter(
          ({ name, current }) =>
            (!Array.isArray(AlarmNames) || AlarmNames.includes(name)) &&
            name.startsWith(String(AlarmNamePrefix ?? '')) &&
            (StateValue === undefined || current.state === StateValue),
        );
      const types = Array.isArray(AlarmTypes) ? AlarmTypes : ['MetricAlarm'];
      const ofKind = (kind: Alarm['kind'], type: string) =>
        types.includes(type) ? wanted.filter((alarm) => alarm.kind === kind).map(describe) : [];
      return { MetricAlarms: ofKind('metric', 'MetricAlarm'), CompositeAlarms: ofKind('composite', 'CompositeAlarm') };
    },
  },
  SetAlarmState: {
    access: ({ AlarmName }) => [{ action: 'cloudwatch:SetAlarmState', resource: alarmArn(String(AlarmName)) }],
    run: ({ AlarmName, StateValue, StateReason }) => {
      alarms.set(String(AlarmName), StateValue as AlarmState, String(StateReason));
      return {};
    },
  },
});

const describe = (alarm: Alarm & { readonly current: Current }) => ({
  AlarmName: alarm.name,
  AlarmArn: alarm.arn,
  AlarmDescription: alarm.description,
  ActionsEnabled: alarm.actionsEnabled,
  AlarmActions: alarm.actions.ALARM,
  OKActions: alarm.actions.OK,
  InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
  StateValue: alarm.current.state,
  StateReason: alarm.current.reason,
  StateUpdatedTimestamp: alarm.current.at / 1000,
  ...(alarm.kind === 'composite'
    ? { AlarmRule: alarm.rule }
    : {
        ...alarm.subject,
        ...('Metrics' in alarm.subject ? {} : { Period: alarm.periodMs / 1000 }),
        EvaluationPeriods: alarm.evaluationPeriods,
        DatapointsToAlarm: alarm.datapointsToAlarm,
        Threshold: alarm.threshold,
        ComparisonOperator: alarm.comparison,
        TreatMissingData: alarm.missing,
      }),
});
