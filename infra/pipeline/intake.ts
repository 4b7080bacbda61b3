import { Duration } from 'aws-cdk-lib';
import { Match, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Env } from '../../functions/intake/env.ts';
import type { Env as SweepEnv } from '../../functions/sweep-uploads/env.ts';
import { DeadLetters } from '../constructs/dead-letters.ts';
import { allowPattern } from '../constructs/patterns.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { executionsOf } from '../constructs/workflow.ts';
import type { Foundation } from './foundation.ts';

export interface IntakeProps extends Foundation {
  readonly release: StateMachine;
  /** Takes in models that run elsewhere. */
  readonly external: StateMachine;
}

/**
 * Starts a release when a manifest arrives: it is uploaded last, so its arrival is the commit of a submission. What no event
 * told of is found by looking.
 */
export class Intake extends Construct {
  constructor(scope: Construct, id: string, props: IntakeProps) {
    super(scope, id);
    const { stage, storage, release, external } = props;
    const { ledger } = storage;
    const { intake, evidence } = storage.buckets;
    const deadLetters = new DeadLetters(this, 'DeadLetters', {
      impact: 'A submission arrived and no release was started for it. Its team hears nothing.',
    });
    const start = new PipelineFunction<Env>(this, 'Function', {
      name: 'intake',
      environment: {
        ...ledger.environment,
        INTAKE_BUCKET: intake.bucketName,
        EVIDENCE_BUCKET: evidence.bucketName,
        RELEASE_MACHINE_ARN: release.stateMachineArn,
      },
      impact: 'A submission may not have been started. It is tried again twice, then kept in the dead letters.',
      logDays: stage.logDays,
      deadLetters,
    });
    const sweep = new PipelineFunction<SweepEnv>(this, 'Sweep', {
      name: 'sweep-uploads',
      environment: {
        ...ledger.environment,
        INTAKE_BUCKET: intake.bucketName,
        EVIDENCE_BUCKET: evidence.bucketName,
        RELEASE_MACHINE_ARN: release.stateMachineArn,
        EXTERNAL_MACHINE_ARN: external.stateMachineArn,
      },
      impact: 'Uploads whose event was lost, and uploads without a manifest, wait until the next round works.',
      logDays: stage.logDays,
      timeout: Duration.minutes(14),
    });
    ledger.registry.allowListing(sweep);
    for (const grantee of [start, sweep]) {
      intake.allowReading(grantee);
      // Which policy is in force, and the record of uploads that lie where no submission does.
      evidence.allowReading(grantee, 'policies/');
      ledger.audit.allowAppending(grantee);
      allowStarting(release, grantee);
    }
    allowStarting(external, sweep);
    new Rule(this, 'EveryQuarter', {
      description: 'Slipway: look for uploads that nothing was answered to',
      schedule: Schedule.rate(Duration.minutes(15)),
      targets: [new LambdaFunction(sweep, { retryAttempts: 0 })],
    });

    new Rule(this, 'ManifestArrived', {
      description: 'Slipway: a manifest was uploaded',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [intake.bucketName] },
          // In capitals, with another ending or at another place it is answered too: no silence for a slip.
          object: { key: ['manifest.yaml', 'manifest.yml', 'manifest.json'].flatMap(named) },
        },
      },
      targets: [
        new LambdaFunction(start, {
          deadLetterQueue: deadLetters,
          retryAttempts: 10,
          maxEventAge: Duration.hours(6),
        }),
      ],
    });
  }
}

const allowStarting = (machine: StateMachine, grantee: IGrantable): void => {
  machine.grantStartExecution(grantee);
  // Whether the run of that name broke, and may be started again.
  allowPattern(grantee, {
    actions: ['states:DescribeExecution'],
    resources: [executionsOf(machine)],
    reason: 'Runs are named by the submissions that they are for.',
  });
};

/** Keys that end in a name, in whatever letters. */
const named = (name: string): string[] => Match.suffixEqualsIgnoreCase(name);
