import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';

/** Namespace of what Slipway's functions count (shared/runtime/metrics.ts; a test holds them together). */
export const NAMESPACE = 'Slipway';

/** Names of what the functions count, with the dimension each has. */
export const counted = {
  /** One for every audit record, by its type. */
  LifecycleMoves: 'Type',
  /** One for every kind of reason in every refusal of the gate. */
  GateRefusals: 'Reason',
  /** Age of the oldest request that waits, in seconds. */
  ApprovalWaitSeconds: undefined,
  /** Decisions whose waiting task is gone. */
  UndeliveredDecisions: undefined,
  /** Requests that wait for people. */
  PendingApprovals: undefined,
  /** Submissions whose event was lost, started by the sweep of the intake. */
  UploadsStartedLate: undefined,
  /** Places of the intake with files for which no manifest came within the hour. */
  IncompleteUploads: undefined,
  /** Notices for which the policy names nobody. */
  NoticesWithoutReader: undefined,
  /** Models in production. */
  ModelsLive: undefined,
  /** Live models that no drift check has looked at for two periods of their schedule. */
  ModelsUnchecked: undefined,
  MonitorRuns: 'Verdict',
  DriftedFeatures: 'Model',
  WorstEffect: 'Model',
  RowsChecked: 'Model',
} as const;
export type Counted = keyof typeof counted;

/** A figure that Slipway counts, without a dimension or for one value of it. */
export const own = (
  name: Counted,
  value: string | undefined,
  statistic: string,
  period: Duration,
  label?: string,
): Metric =>
  new Metric({
    namespace: NAMESPACE,
    metricName: name,
    dimensionsMap: value === undefined ? undefined : { [counted[name] ?? 'Type']: value },
    statistic,
    period,
    label: label ?? value ?? name,
  });

/** One line for each model, whatever models there are. For dashboards: CloudWatch allows no search in an alarm. */
export const byModel = (name: 'DriftedFeatures' | 'WorstEffect' | 'RowsChecked', period: Duration): IMetric =>
  search(`{${NAMESPACE},Model} MetricName="${name}"`, MAXIMUM, period);

/** One line for each kind of reason for which the gate refused. For dashboards. */
export const refusalsByReason = (period: Duration): IMetric =>
  search(`{${NAMESPACE},Reason} MetricName="GateRefusals"`, SUM, period);

/** One line for each endpoint: its failed answers. For dashboards. */
export const errorsByEndpoint = (period: Duration): IMetric =>
  search('{AWS/SageMaker,EndpointName,VariantName} MetricName="Invocation5XXErrors"', SUM, period);

/** Failed answers of all endpoints together: a Metrics Insights query, the one thing over many metrics that an alarm may watch. */
export const endpointErrors = (period: Duration): IMetric =>
  new MathExpression({
    expression: 'SELECT SUM(Invocation5XXErrors) FROM SCHEMA("AWS/SageMaker", EndpointName, VariantName)',
    label: 'Failed answers of endpoints',
    period,
  });

const search = (what: string, statistic: string, period: Duration): IMetric =>
  new MathExpression({
    expression: `SEARCH('${what}', '${statistic}', ${period.toSeconds()})`,
    label: '',
    period,
  });

export const SUM = Stats.SUM;
export const MAXIMUM = Stats.MAXIMUM;
export const HOUR = Duration.hours(1);
export const QUARTER = Duration.minutes(15);
export const FIVE_MINUTES = Duration.minutes(5);
