import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** Headings of the README that tell what to do. A test holds the README against this list. */
export const runbookAnchors = [
  'runbook-failed-run',
  'runbook-failed-function',
  'runbook-dead-letters',
  'runbook-nobody-to-tell',
  'runbook-approval-waits',
  'runbook-undelivered-decision',
  'runbook-drift',
  'runbook-endpoint-errors',
  'runbook-monitoring-silent',
  'runbook-announcements-late',
  'runbook-pages-fail',
] as const;
export type RunbookAnchor = (typeof runbookAnchors)[number];

export interface OperationalAlarmProps {
  /** As people see it in the mail's subject. */
  readonly name: string;
  readonly metric: IMetric;
  /** The alarm rings at this value or above. */
  readonly atLeast: number;
  /** What a person notices, in a sentence. */
  readonly impact: string;
  readonly runbook: RunbookAnchor;
  readonly tell: ITopic;
  /** Periods in a row. @default 1 */
  readonly periods?: number;
}

/**
 * An alarm that says what it means for people and where the README tells what to do. Silence of the metric is no alarm. It
 * is told when it rings, not when it is over: every alarm of a new installation begins by being over.
 */
export class OperationalAlarm extends Alarm {
  readonly runbook: RunbookAnchor;

  constructor(scope: Construct, id: string, props: OperationalAlarmProps) {
    super(scope, id, {
      alarmName: props.name,
      alarmDescription: `${props.impact} What to do: README.md#${props.runbook}`,
      metric: props.metric,
      threshold: props.atLeast,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: props.periods ?? 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.runbook = props.runbook;
    this.addAlarmAction(new SnsAction(props.tell));
  }
}
