import { Duration } from 'aws-cdk-lib';
import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Env } from '../../functions/intake/env.ts';
import { DeadLetters } from '../constructs/dead-letters.ts';
import { allowPattern } from '../constructs/patterns.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { executionsOf } from '../constructs/workflow.ts';
import type { Foundation } from './foundation.ts';

export interface IntakeProps extends Foundation {
  readonly release: StateMachine;
}

/** Starts a release when a manifest arrives: it is uploaded last, so its arrival is the commit of a submission. */
export class Intake extends Construct {
  constructor(scope: Construct, id: string, { stage, storage, release }: IntakeProps) {
    super(scope, id);
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
    intake.allowReading(start);
    // Which policy is in force, and the record of uploads that lie where no submission does.
    evidence.allowReading(start, 'policies/');
    ledger.audit.allowAppending(start);
    release.grantStartExecution(start);
    // Whether the run of that name broke, and may be started again.
    allowPattern(start, {
      actions: ['states:DescribeExecution'],
      resources: [executionsOf(release)],
      reason: 'Runs are named by the submissions that they are for.',
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

/** Keys that end in a name, in whatever letters. */
const named = (name: string): string[] => Match.suffixEqualsIgnoreCase(name);
