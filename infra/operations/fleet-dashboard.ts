import { Duration } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Stage } from '../config.ts';
import type { PipelineStack } from '../pipeline/pipeline-stack.ts';
import {
  byModel,
  errorsByEndpoint,
  FIVE_MINUTES,
  HOUR,
  MAXIMUM,
  own,
  QUARTER,
  refusalsByReason,
  SUM,
} from './metrics.ts';
import { deadLettersOf, functionsWatchedAlone } from './watched.ts';

export interface FleetDashboardProps {
  readonly stage: Stage;
  readonly pipeline: PipelineStack;
}

/** Record types worth a line: where models come forward, and where they end. */
const moves = [
  ['model.received', 'received'],
  ['model.awaiting-approval', 'asks to go live'],
  ['model.live', 'live'],
] as const;
const setbacks = [
  ['upload.misplaced', 'uploads at no place'],
  ['upload.incomplete', 'uploads without a manifest'],
  ['submission.duplicate', 'sent again'],
  ['submission.refused', 'turned away'],
  ['model.refused', 'refused'],
  ['model.declined', 'declined'],
  ['model.expired', 'nobody decided'],
  ['model.deploy-failed', 'deployment failed'],
  ['model.rolled-back', 'rolled back'],
  ['model.failed', 'pipeline failed'],
] as const;
const verdicts = [
  ['stable', 'stable'],
  ['watch', 'watch'],
  ['drifted', 'drifted'],
  ['unreadable', 'unreadable'],
  ['not-enough-evidence', 'not enough evidence'],
] as const;

/** The whole fleet on one page, each row begun by a sentence for those who do not read graphs every day. */
export class FleetDashboard extends Dashboard {
  constructor(scope: Construct, id: string, { stage, pipeline }: FleetDashboardProps) {
    super(scope, id, {
      dashboardName: `${stage.prefix}-fleet`,
      defaultInterval: Duration.days(7),
      widgets: [
        [words('What runs', 'Models in production, and what waits for people: how much, and the oldest for how long.')],
        [
          value('Models live', own('ModelsLive', undefined, MAXIMUM, HOUR, 'Models')),
          value('Live, and not checked', own('ModelsUnchecked', undefined, MAXIMUM, QUARTER, 'Models')),
          value('Requests waiting', own('PendingApprovals', undefined, MAXIMUM, FIVE_MINUTES, 'Requests')),
          value('Oldest request waits for', own('ApprovalWaitSeconds', undefined, MAXIMUM, FIVE_MINUTES, 'Seconds')),
          value(
            'Decisions that arrived nowhere',
            own('UndeliveredDecisions', undefined, MAXIMUM, FIVE_MINUTES, 'Decisions'),
          ),
          value('Uploads without a manifest', own('IncompleteUploads', undefined, MAXIMUM, QUARTER, 'Places')),
        ],
        [
          words(
            'The way to production',
            'Releases, and the steps that versions took. A release that waits for people has started and not ended. A refusal counts once for each kind of reason; many that run code, or reach outside, are worth a look.',
          ),
        ],
        [
          graph('Releases', [
            pipeline.release.machine.metricStarted({ period: HOUR, label: 'started' }),
            pipeline.release.machine.metricSucceeded({ period: HOUR, label: 'ended' }),
            pipeline.release.machine.metricFailed({ period: HOUR, label: 'failed' }),
            own('UploadsStartedLate', undefined, SUM, HOUR, 'started late'),
          ]),
          graph(
            'Steps forward',
            moves.map(([type, label]) => own('LifecycleMoves', type, SUM, HOUR, label)),
          ),
          graph(
            'Setbacks',
            setbacks.map(([type, label]) => own('LifecycleMoves', type, SUM, HOUR, label)),
          ),
          graph('Refusals, by reason', [refusalsByReason(HOUR)]),
        ],
        [
          words(
            'Are the models still right?',
            'Drift checks and their verdicts, and how far the traffic of each model moved: 1 is the limit from which it is drift.',
          ),
        ],
        [
          graph(
            'Verdicts',
            verdicts.map(([verdict, label]) => own('MonitorRuns', verdict, SUM, HOUR, label)),
          ),
          graph('Columns that drifted', [byModel('DriftedFeatures', HOUR)]),
          graph('Largest change, in limits', [byModel('WorstEffect', HOUR)]),
          graph('Rows checked', [byModel('RowsChecked', HOUR)]),
        ],
        [
          words(
            'Is anything broken?',
            'Nothing should be above zero here. Every alarm names its place in the runbook.',
          ),
        ],
        [
          graph('Endpoints: failed answers', [errorsByEndpoint(FIVE_MINUTES)]),
          graph('Functions: errors', errorsOf(pipeline)),
          graph('What reached nobody', [
            ...deadLettersOf(pipeline).map((queue) =>
              queue.metricApproximateNumberOfMessagesVisible({
                period: FIVE_MINUTES,
                statistic: MAXIMUM,
                label: placeOf(queue),
              }),
            ),
            own('NoticesWithoutReader', undefined, SUM, FIVE_MINUTES, 'notices for nobody'),
          ]),
          graph('Pages: errors', [
            pipeline.site.api.metricServerError({ period: FIVE_MINUTES, statistic: SUM, label: '5xx' }),
          ]),
        ],
      ],
    });
  }
}

const words = (title: string, sentence: string): IWidget =>
  new TextWidget({ markdown: `## ${title}\n${sentence}`, width: 24, height: 2 });

const value = (title: string, metric: IMetric): IWidget =>
  new SingleValueWidget({ title, metrics: [metric], width: 4, height: 4 });

const graph = (title: string, left: IMetric[]): IWidget =>
  new GraphWidget({ title, left, width: 6, height: 6, leftYAxis: { min: 0 } });

const errorsOf = (pipeline: PipelineStack): IMetric[] =>
  functionsWatchedAlone(pipeline).map((watched) =>
    watched.metricErrors({ period: FIVE_MINUTES, statistic: SUM, label: watched.functionFolder }),
  );

const placeOf = ({ node }: Construct): string => node.path.split('/').slice(1).join(' ');
