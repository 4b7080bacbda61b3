import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Env as GoLiveEnv } from '../../functions/go-live/env.ts';
import type { Env as PlanMonitoringEnv } from '../../functions/plan-monitoring/env.ts';
import type { Env as RecordFailureEnv } from '../../functions/record-failure/env.ts';
import type { Env as VerifyReleaseEnv } from '../../functions/verify-release/env.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { Workflow } from '../constructs/workflow.ts';
import type { Approvals } from './approvals.ts';
import type { Endpoints } from './endpoints.ts';
import type { Foundation } from './foundation.ts';
import { Judgement } from './judgement.ts';
import type { Monitoring } from './monitoring.ts';

export interface ReleaseProps extends Foundation {
  readonly endpoints: Endpoints;
  readonly approvals: Approvals;
  readonly monitoring: Monitoring;
  readonly onnxImage: string;
}

/** Takes a submission to production, or says why not. */
export class Release extends Construct {
  readonly machine: Workflow;

  constructor(scope: Construct, id: string, props: ReleaseProps) {
    super(scope, id);
    const { stage, storage, endpoints, approvals, monitoring } = props;
    const { ledger } = storage;
    const { artefacts, evidence } = storage.buckets;
    const usual = { impact: 'machine', logDays: stage.logDays };
    const judgement = new Judgement(this, 'Judgement', props);

    const verifyRelease = new PipelineFunction<VerifyReleaseEnv>(this, 'VerifyRelease', {
      ...usual,
      name: 'verify-release',
      environment: { ...ledger.environment, EVIDENCE_BUCKET: evidence.bucketName },
      timeout: Duration.minutes(4),
    });
    evidence.allowReading(verifyRelease);
    endpoints.allowAsking(verifyRelease);

    const planMonitoring = new PipelineFunction<PlanMonitoringEnv>(this, 'PlanMonitoring', {
      ...usual,
      name: 'plan-monitoring',
      environment: {
        ...ledger.environment,
        ARTEFACT_BUCKET: artefacts.bucketName,
        MONITOR_MACHINE_ARN: monitoring.machine.stateMachineArn,
        SCHEDULER_ROLE_ARN: monitoring.schedules.role.roleArn,
        SCHEDULE_GROUP: monitoring.schedules.group,
      },
    });
    ledger.registry.allowReading(planMonitoring);
    artefacts.allowReading(planMonitoring);

    const goLive = new PipelineFunction<GoLiveEnv>(this, 'GoLive', {
      ...usual,
      name: 'go-live',
      environment: ledger.environment,
    });
    const recordFailure = new PipelineFunction<RecordFailureEnv>(this, 'RecordFailure', {
      ...usual,
      name: 'record-failure',
      environment: ledger.environment,
    });
    for (const grantee of [verifyRelease, goLive, recordFailure]) ledger.allowCommitting(grantee);

    this.machine = new Workflow(this, 'Machine', {
      definition: 'release',
      impact: 'A release broke off. Its submitter was told; nothing new is serving.',
      logDays: stage.logDays,
      functions: {
        Receive: judgement.receive,
        Validate: judgement.validate,
        Evaluate: judgement.evaluate,
        PlanEndpoint: judgement.planEndpoint,
        RequestApproval: approvals.request,
        ConfirmDecision: approvals.confirm,
        VerifyRelease: verifyRelease,
        PlanMonitoring: planMonitoring,
        GoLive: goLive,
        RecordFailure: recordFailure,
      },
      machines: { Endpoint: endpoints.bringUp, EndpointRemoval: endpoints.remove },
      calls: {
        'scheduler:CreateSchedule': [monitoring.schedules.arn],
        'scheduler:UpdateSchedule': [monitoring.schedules.arn],
      },
    });
    monitoring.schedules.allowPassingRole(this.machine);
    approvals.wake(this.machine);
  }
}
