import { Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { allowPattern } from '../constructs/patterns.ts';
import { Workflow } from '../constructs/workflow.ts';
import type { Foundation } from './foundation.ts';
import { ModelRole } from './model-role.ts';

/** Begins the name of everything made in SageMaker (shared/deployment/names.ts). */
const NAMES = 'slipway-*';

const NAMED_LATER = 'Endpoints, configurations and models get their names at run time, all under one prefix.';

/** The two child machines that bring endpoints up and take them away, and the role that models run under. */
export class Endpoints extends Construct {
  readonly modelRole: ModelRole;
  readonly bringUp: Workflow;
  readonly remove: Workflow;

  constructor(scope: Construct, id: string, { stage, storage }: Foundation) {
    super(scope, id);
    this.modelRole = new ModelRole(this, 'ModelRole', storage.buckets);
    const model = [this.arn('model')];
    const config = [this.arn('endpoint-config')];
    const endpoint = [this.arn('endpoint')];
    this.bringUp = new Workflow(this, 'BringUp', {
      definition: 'endpoint',
      impact: 'An endpoint could not be brought up. The release or roll-back that wanted it stops and says so.',
      logDays: stage.logDays,
      calls: {
        'sagemaker:CreateModel': model,
        'sagemaker:CreateEndpointConfig': [...config, ...model],
        'sagemaker:CreateEndpoint': [...endpoint, ...config],
        'sagemaker:UpdateEndpoint': [...endpoint, ...config],
        'sagemaker:DescribeEndpoint': endpoint,
        'sagemaker:DeleteEndpoint': endpoint,
      },
    });
    allowPattern(this.bringUp, {
      actions: ['sagemaker:AddTags'],
      resources: [...model, ...config, ...endpoint],
      reason: NAMED_LATER,
    });
    this.bringUp.addToRolePolicy(
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [this.modelRole.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
      }),
    );
    this.remove = new Workflow(this, 'Remove', {
      definition: 'endpoint-removal',
      impact: 'An endpoint could not be removed. It keeps running, and keeps costing, until somebody removes it.',
      logDays: stage.logDays,
      calls: {
        'sagemaker:DeleteEndpoint': endpoint,
        'sagemaker:DescribeEndpoint': endpoint,
        'sagemaker:DeleteEndpointConfig': config,
        'sagemaker:DeleteModel': model,
      },
    });
  }

  /** Lets ask a served model. */
  allowAsking(grantee: IGrantable): void {
    allowPattern(grantee, {
      actions: ['sagemaker:InvokeEndpoint'],
      resources: [this.arn('endpoint')],
      reason: NAMED_LATER,
    });
  }

  private arn(kind: string): string {
    return Stack.of(this).formatArn({ service: 'sagemaker', resource: kind, resourceName: NAMES });
  }
}
