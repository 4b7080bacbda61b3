import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface DeadLettersProps {
  /** What a person notices when something lies in here. */
  readonly impact: string;
}

/** Keeps for two weeks what could not be delivered or taken. One message in it is an alarm. */
export class DeadLetters extends Queue {
  readonly impact: string;

  constructor(scope: Construct, id: string, props: DeadLettersProps) {
    super(scope, id, { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) });
    this.impact = props.impact;
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This is itself a dead-letter queue; a message in it raises an alarm.',
    });
  }
}
