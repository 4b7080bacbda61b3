import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { Env as CountBatchEnv } from '../../functions/count-batch/env.ts';
import type { Env } from '../../functions/drift-check/env.ts';
import type { Env as WatchEnv } from '../../functions/watch-checks/env.ts';
import { LABELS, OBSERVATIONS } from '../../shared/deployment/names.ts';
import { KEPT } from '../../shared/monitoring/window-keys.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { Workflow } from '../constructs/workflow.ts';
import type { Endpoints } from './endpoints.ts';
import type { Foundation } from './foundation.ts';
import { Schedules } from './schedules.ts';

export interface MonitoringProps extends Foundation {
  readonly endpoints: Endpoints;
  readonly rollback: Workflow;
}

/** Compares live traffic with each model's baseline, on the model's own schedule. */
export class Monitoring extends Construct {
  readonly machine: Workflow;
  readonly schedules: Schedules;

  constructor(scope: Construct, id: string, { stage, storage, endpoints, rollback }: MonitoringProps) {
    super(scope, id);
    const { artefacts, capture, evidence, intake } = storage.buckets;
    const traffic = { CAPTURE_BUCKET: capture.bucketName, INTAKE_BUCKET: intake.bucketName };
    const driftCheck = new PipelineFunction<Env>(this, 'DriftCheck', {
      name: 'drift-check',
      environment: {
        ...storage.ledger.environment,
        ...traffic,
        EVIDENCE_BUCKET: evidence.bucketName,
        ARTEFACT_BUCKET: artefacts.bucketName,
      },
      impact: 'machine',
      logDays: stage.logDays,
      timeout: Duration.minutes(15),
      memory: 2048,
    });
    const countBatch = new PipelineFunction<CountBatchEnv>(this, 'CountBatch', {
      name: 'count-batch',
      environment: {
        ...traffic,
        EVIDENCE_BUCKET: evidence.bucketName,
      },
      impact: 'machine',
      logDays: stage.logDays,
      timeout: Duration.minutes(15),
      memory: 2048,
    });
    evidence.allowPutting(countBatch, KEPT);
    intake.allowReading(driftCheck, LABELS);
    for (const grantee of [driftCheck, countBatch]) {
      capture.allowReading(grantee);
      intake.allowReading(grantee, OBSERVATIONS);
      evidence.allowReading(grantee);
    }

    storage.ledger.allowCommitting(driftCheck);
    artefacts.allowReading(driftCheck);
    evidence.allowPutting(driftCheck);
    // Which columns the answers rest on, where a policy wants to know.
    endpoints.allowAsking(driftCheck);

    this.machine = new Workflow(this, 'Machine', {
      definition: 'monitor',
      impact: 'A drift check broke off: one window of one model was not looked at.',
      logDays: stage.logDays,
      functions: { DriftCheck: driftCheck, CountBatch: countBatch },
      machines: { Rollback: rollback },
      calls: { 's3:GetObject': [evidence.objects(KEPT)] },
    });
    const watchChecks = new PipelineFunction<WatchEnv>(this, 'WatchChecks', {
      name: 'watch-checks',
      environment: {
        ...storage.ledger.environment,
        ARTEFACT_BUCKET: artefacts.bucketName,
        EVIDENCE_BUCKET: evidence.bucketName,
      },
      impact: 'Nobody would notice that live models are not checked.',
      logDays: stage.logDays,
      timeout: Duration.minutes(4),
    });
    storage.ledger.allowCommitting(watchChecks);
    storage.ledger.registry.allowListing(watchChecks);
    artefacts.allowReading(watchChecks);
    evidence.allowReading(watchChecks, 'documents/');
    new Rule(this, 'EveryQuarter', {
      description: 'Slipway: look for live models that no check looks at',
      schedule: Schedule.rate(Duration.minutes(15)),
      targets: [new LambdaFunction(watchChecks, { retryAttempts: 0 })],
    });
    this.schedules = new Schedules(this, 'Schedules', { starts: this.machine });
  }
}
