import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Stage } from '../config.ts';
import { OperationalAlarm, type OperationalAlarmProps } from '../constructs/operational-alarm.ts';
import type { PipelineStack } from '../pipeline/pipeline-stack.ts';
import { endpointErrors, FIVE_MINUTES, MAXIMUM, own, QUARTER, SUM } from './metrics.ts';
import { deadLettersOf, functionsWatchedAlone, workflowsOf } from './watched.ts';

export interface AlarmsProps {
  readonly stage: Stage;
  readonly pipeline: PipelineStack;
  readonly tell: ITopic;
}

/** Everything that should wake somebody. Each alarm says what people notice and where the README tells what to do. */
export class Alarms extends Construct {
  private readonly tell: ITopic;

  constructor(scope: Construct, id: string, { stage, pipeline, tell }: AlarmsProps) {
    super(scope, id);
    this.tell = tell;
    this.ofParts(pipeline);
    this.ofIntake();
    this.ofApprovals(stage);
    this.ofServing(pipeline);
  }

  private ofParts(pipeline: PipelineStack): void {
    for (const workflow of workflowsOf(pipeline)) {
      this.alarm(`Failed-${workflow.definitionName}`, {
        name: `Slipway ${workflow.definitionName}: a run failed`,
        impact: workflow.impact,
        runbook: 'runbook-failed-run',
        atLeast: 1,
        metric: new MathExpression({
          expression: 'FILL(failed, 0) + FILL(timedOut, 0)',
          usingMetrics: {
            failed: workflow.metricFailed({ period: FIVE_MINUTES }),
            timedOut: workflow.metricTimedOut({ period: FIVE_MINUTES }),
          },
          label: 'Runs that failed or timed out',
          period: FIVE_MINUTES,
        }),
      });
    }
    for (const watched of functionsWatchedAlone(pipeline)) {
      this.alarm(`Errors-${watched.functionFolder}`, {
        name: `Slipway ${watched.functionFolder}: errors`,
        impact: watched.impact,
        runbook: 'runbook-failed-function',
        atLeast: 1,
        metric: watched.metricErrors({ period: FIVE_MINUTES, statistic: SUM }),
      });
    }
    for (const queue of deadLettersOf(pipeline)) {
      this.alarm(`DeadLetters-${queue.node.path.split('/').slice(1).join('-')}`, {
        name: `Slipway ${queue.node.path.split('/').slice(1).join(' ')}: not empty`,
        impact: queue.impact,
        runbook: 'runbook-dead-letters',
        atLeast: 1,
        metric: queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: MAXIMUM }),
      });
    }
  }

  private ofIntake(): void {
    this.alarm('NobodyToTell', {
      name: 'Slipway notices: nobody to tell',
      impact: 'Something was uploaded, or became of a model, and the policy names nobody who could be told of it.',
      runbook: 'runbook-nobody-to-tell',
      atLeast: 1,
      metric: own('NoticesWithoutReader', undefined, SUM, FIVE_MINUTES),
    });
  }

  private ofApprovals({ approvalWaitHours }: Stage): void {
    this.alarm('ApprovalWaits', {
      name: 'Slipway approvals: one waits too long',
      impact: `A model has waited more than ${approvalWaitHours} hours for a decision, and expires if nobody decides.`,
      runbook: 'runbook-approval-waits',
      atLeast: approvalWaitHours * 3600,
      metric: own('ApprovalWaitSeconds', undefined, MAXIMUM, FIVE_MINUTES),
    });
    this.alarm('UndeliveredDecision', {
      name: 'Slipway approvals: a decision arrived nowhere',
      impact: 'Somebody decided, and the release that waited is gone. The model is not deployed.',
      runbook: 'runbook-undelivered-decision',
      atLeast: 1,
      metric: own('UndeliveredDecisions', undefined, MAXIMUM, FIVE_MINUTES),
    });
  }

  private ofServing({ announcements, site }: PipelineStack): void {
    this.alarm('Drift', {
      name: 'Slipway drift: found',
      impact: 'What a live model is asked differs from what it learned from. Its answers may be wrong.',
      runbook: 'runbook-drift',
      atLeast: 1,
      metric: own('MonitorRuns', 'drifted', SUM, FIVE_MINUTES),
    });
    this.alarm('EndpointErrors', {
      name: 'Slipway endpoints: failed answers',
      impact: 'Callers of a live model get errors.',
      runbook: 'runbook-endpoint-errors',
      atLeast: 1,
      metric: endpointErrors(FIVE_MINUTES),
    });
    this.alarm('MonitoringSilent', {
      name: 'Slipway monitoring: silent',
      impact: 'No drift check has looked at a live model for two periods of its schedule. Drift would go unseen.',
      runbook: 'runbook-monitoring-silent',
      atLeast: 1,
      metric: own('ModelsUnchecked', undefined, MAXIMUM, QUARTER),
    });
    this.alarm('AnnouncementsLate', {
      name: 'Slipway announcements: late',
      impact: 'What is on record reaches people and other systems late.',
      runbook: 'runbook-announcements-late',
      atLeast: Duration.minutes(5).toMilliseconds(),
      metric: announcements.announce.metric('IteratorAge', { period: FIVE_MINUTES, statistic: MAXIMUM }),
    });
    this.alarm('PagesFail', {
      name: 'Slipway pages: errors',
      impact: 'People who open an approval or the inventory get an error.',
      runbook: 'runbook-pages-fail',
      atLeast: 3,
      metric: site.api.metricServerError({ period: FIVE_MINUTES, statistic: SUM }),
    });
  }

  private alarm(id: string, props: Omit<OperationalAlarmProps, 'tell'>): void {
    new OperationalAlarm(this, id, { ...props, tell: this.tell });
  }
}
