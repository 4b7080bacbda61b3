import { Duration } from 'aws-cdk-lib';
import { EventField, Match, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { Env } from '../../functions/register-external/env.ts';
import { DeadLetters } from '../constructs/dead-letters.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { Workflow } from '../constructs/workflow.ts';
import type { Foundation } from './foundation.ts';
import type { Monitoring } from './monitoring.ts';

export interface ExternalModelsProps extends Foundation {
  readonly monitoring: Monitoring;
}

/** Takes in models that run elsewhere, to be watched here: an `external.yaml` arrives, a schedule is made, nothing is deployed. */
export class ExternalModels extends Construct {
  readonly machine: Workflow;

  constructor(scope: Construct, id: string, { stage, storage, monitoring }: ExternalModelsProps) {
    super(scope, id);
    const { intake, evidence } = storage.buckets;
    const { machine, schedules } = monitoring;
    const register = new PipelineFunction<Env>(this, 'Register', {
      name: 'register-external',
      environment: {
        ...storage.ledger.environment,
        INTAKE_BUCKET: intake.bucketName,
        EVIDENCE_BUCKET: evidence.bucketName,
        MONITOR_MACHINE_ARN: machine.stateMachineArn,
        SCHEDULER_ROLE_ARN: schedules.role.roleArn,
        SCHEDULE_GROUP: schedules.group,
      },
      impact: 'machine',
      logDays: stage.logDays,
      timeout: Duration.minutes(4),
      memory: 1024,
    });
    storage.ledger.allowCommitting(register);
    intake.allowReading(register);
    evidence.allowReading(register);
    evidence.allowPutting(register, 'documents/');

    this.machine = new Workflow(this, 'Machine', {
      definition: 'watch-external',
      impact: 'A model that runs elsewhere was to be watched, and is not. Its submitter hears nothing.',
      logDays: stage.logDays,
      functions: { RegisterExternal: register },
      calls: {
        'scheduler:CreateSchedule': [schedules.arn],
        'scheduler:UpdateSchedule': [schedules.arn],
        'scheduler:DeleteSchedule': [schedules.arn],
      },
    });
    schedules.allowPassingRole(this.machine);

    const deadLetters = new DeadLetters(this, 'DeadLetters', {
      impact: 'An external.yaml arrived and nothing came of it. Its team hears nothing.',
    });
    new Rule(this, 'ExternalArrived', {
      description: 'Slipway: a model that runs elsewhere is to be watched',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [intake.bucketName] }, object: { key: Match.suffix('/external.yaml') } },
      },
      targets: [
        new SfnStateMachine(this.machine, {
          input: RuleTargetInput.fromObject({
            id: EventField.eventId,
            time: EventField.time,
            source: EventField.source,
            'detail-type': EventField.detailType,
            detail: EventField.fromPath('$.detail'),
          }),
          deadLetterQueue: deadLetters,
          retryAttempts: 10,
          maxEventAge: Duration.hours(6),
        }),
      ],
    });
  }
}
