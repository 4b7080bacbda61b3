import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { Env as ApiEnv } from '../../functions/registry-api/env.ts';
import type { Env as PagesEnv } from '../../functions/registry-pages/env.ts';
import type { Env as ReportEnv } from '../../functions/report/env.ts';
import { DeadLetters } from '../constructs/dead-letters.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import type { Foundation } from './foundation.ts';
import type { Site } from './site.ts';

export interface RegistryProps extends Foundation {
  readonly site: Site;
}

/** The registry as people and programs read it, and the daily report. Nothing in here changes a model. */
export class Registry extends Construct {
  constructor(scope: Construct, id: string, { stage, storage, site }: RegistryProps) {
    super(scope, id);
    const { approvals, ledger } = storage;
    const { evidence } = storage.buckets;
    const { logDays } = stage;
    const stores = { ...ledger.environment, EVIDENCE_BUCKET: evidence.bucketName };

    const pages = new PipelineFunction<PagesEnv>(this, 'Pages', {
      name: 'registry-pages',
      environment: { ...stores, APPROVALS_TABLE: approvals.table.tableName },
      impact: 'People see an error instead of the inventory and the reports.',
      logDays,
      timeout: Duration.seconds(28),
    });
    approvals.allowReadingSessions(pages);
    site.pages('Pages', pages, [
      'GET /',
      'GET /models/{team}/{model}',
      'GET /models/{team}/{model}/{version}',
      'GET /reports/{proxy+}',
    ]);
    site.everythingElse(pages);

    const api = new PipelineFunction<ApiEnv>(this, 'Api', {
      name: 'registry-api',
      environment: ledger.environment,
      impact: 'Programs get errors from the registry.',
      logDays,
      timeout: Duration.seconds(28),
    });
    site.calls('Calls', api, [
      'GET /api/models',
      'GET /api/models/{team}/{model}',
      'GET /api/models/{team}/{model}/versions',
      'GET /api/audit/{team}/{model}',
      'GET /api/report',
    ]);

    const deadLetters = new DeadLetters(this, 'DeadLetters', {
      impact: 'The daily report was not made. Yesterday’s is still there.',
    });
    const report = new PipelineFunction<ReportEnv>(this, 'Report', {
      name: 'report',
      environment: stores,
      impact: 'The daily report may be missing.',
      logDays,
      timeout: Duration.minutes(5),
      memory: 1024,
      deadLetters,
    });
    evidence.allowPutting(report);
    new Rule(this, 'EveryMorning', {
      description: 'Slipway: the daily report',
      schedule: Schedule.cron({ minute: '0', hour: '5' }),
      targets: [new LambdaFunction(report, { deadLetterQueue: deadLetters, retryAttempts: 10 })],
    });

    ledger.allowReading(pages);
    ledger.allowReading(api);
    for (const reader of [pages, api, report]) ledger.registry.allowListing(reader);
    evidence.allowReading(pages);
    evidence.allowReading(report);
  }
}
