import { Aws, CfnCondition, CfnParameter, Fn, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** Where alarms go. The operators' address is optional: a pager can subscribe later. */
export class AlarmTopic extends Topic {
  constructor(scope: Construct, id: string) {
    const key = new Key(scope, `${id}Key`, {
      description: 'Slipway: alarms on their way',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // AWS's own key for SNS cannot be used by CloudWatch.
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    super(scope, id, { displayName: 'Slipway', masterKey: key, enforceSSL: true });
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    const address = new CfnParameter(this, 'Address', {
      type: 'String',
      description: 'Address that alarms are mailed to, if any.',
      default: '',
    });
    address.overrideLogicalId('OpsEmail');
    const given = new CfnCondition(this, 'Given', {
      expression: Fn.conditionNot(Fn.conditionEquals(address.valueAsString, '')),
    });
    given.overrideLogicalId('OpsEmailGiven');
    const mail = new CfnSubscription(this, 'Mail', {
      topicArn: this.topicArn,
      protocol: 'email',
      endpoint: address.valueAsString,
    });
    mail.cfnOptions.condition = given;
  }
}
