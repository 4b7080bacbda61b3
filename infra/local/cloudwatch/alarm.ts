import type { Query } from './query.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type Missing = 'breaching' | 'notBreaching' | 'ignore' | 'missing';

interface Common {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly actionsEnabled: boolean;
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
}

export interface MetricAlarm extends Common {
  readonly kind: 'metric';
  /** One query is `shown`: the one that is compared. */
  readonly queries: readonly Query[];
  /** As the template says it, for answers and messages: MetricName and its companions, or Metrics. */
  readonly subject: Readonly<Record<string, unknown>>;
  readonly periodMs: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: keyof typeof comparisons;
  readonly missing: Missing;
}

interface CompositeAlarm extends Common {
  readonly kind: 'composite';
  readonly rule: string;
}

export type Alarm = MetricAlarm | CompositeAlarm;

export const comparisons = {
  GreaterThanThreshold: { sign: '>', holds: (value: number, threshold: number) => value > threshold },
  GreaterThanOrEqualToThreshold: { sign: '≥', holds: (value: number, threshold: number) => value >= threshold },
  LessThanThreshold: { sign: '<', holds: (value: number, threshold: number) => value < threshold },
  LessThanOrEqualToThreshold: { sign: '≤', holds: (value: number, threshold: number) => value <= threshold },
} as const;

/** The state of an alarm and since when. */
export interface Current {
  readonly state: AlarmState;
  readonly reason: string;
  readonly at: number;
}

export interface Judgement {
  /** `undefined`: nothing to be said, the state stays. */
  readonly state: AlarmState | undefined;
  readonly reason: string;
}

/**
 * Judges the last periods, oldest first; `undefined` is a period without data.
 * M of N as CloudWatch does it: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export const judge = (alarm: MetricAlarm, periods: readonly (number | undefined)[]): Judgement => {
  const { holds, sign } = comparisons[alarm.comparison];
  const values = periods.filter((value) => value !== undefined);
  const breaching = values.filter((value) => holds(value, alarm.threshold));
  const absent = periods.length - values.length;
  const counted = breaching.length + (alarm.missing === 'breaching' ? absent : 0);

  const shown =
    values.length === 0
      ? 'no data'
      : breaching.length > 0
        ? breaching.map(figure).join(', ')
        : values.map(figure).join(', ');
  const asked = `${alarm.datapointsToAlarm} of ${alarm.evaluationPeriods} periods ${sign} ${figure(alarm.threshold)}`;
  const say = (state: AlarmState | undefined, what: string): Judgement => ({
    state,
    reason: `${what}: ${shown} (asked: ${asked}).`,
  });

  if (counted >= alarm.datapointsToAlarm) return say('ALARM', 'Threshold crossed');
  if (values.length === 0 && alarm.missing === 'missing') return say('INSUFFICIENT_DATA', 'Insufficient data');
  if (values.length === 0 && alarm.missing === 'ignore') return say(undefined, 'Unchanged');
  // What is there breaches, and only missing periods keep it from being enough.
  const undecided =
    values.length > 0 && breaching.length === values.length && breaching.length + absent >= alarm.datapointsToAlarm;
  if (undecided && alarm.missing === 'missing') return say('ALARM', 'Threshold crossed');
  if (undecided && alarm.missing === 'ignore') return say(undefined, 'Unchanged');
  return say('OK', 'Threshold not crossed');
};

const figure = (value: number): string => String(Number(value.toPrecision(6)));
