import { Aws, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { allowPattern } from '../constructs/patterns.ts';
import type { PrivateBucket } from '../storage/private-bucket.ts';

export interface ModelRoleProps {
  readonly artefacts: PrivateBucket;
  readonly capture: PrivateBucket;
}

/** What a served model may do: fetch its bytes and its image, log, and have its traffic captured. Nothing else. */
export class ModelRole extends Role {
  constructor(scope: Construct, id: string, { artefacts, capture }: ModelRoleProps) {
    super(scope, id, {
      assumedBy: new ServicePrincipal('sagemaker.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      description: 'Slipway: what a served model may do.',
    });
    const stack = Stack.of(this);
    allowPattern(this, {
      actions: ['s3:GetObject'],
      resources: [artefacts.objects('sha256/')],
      reason: 'Artefacts are named by their hash.',
    });
    allowPattern(this, {
      actions: ['s3:PutObject'],
      resources: [capture.objects('slipway-')],
      reason: 'Captures are named by their endpoint.',
    });
    allowPattern(this, {
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
      resources: [
        `arn:${Aws.PARTITION}:logs:${stack.region}:${stack.account}:log-group:/aws/sagemaker/Endpoints/slipway-*`,
      ],
      reason: 'SageMaker names the log groups of endpoints.',
    });
    allowPattern(this, {
      actions: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'],
      resources: [`arn:${Aws.PARTITION}:ecr:${stack.region}:*:repository/*`],
      reason: 'Images come from this account or from AWS’s own, whose number differs by region; the policy lists them.',
    });
    allowPattern(this, {
      actions: ['ecr:GetAuthorizationToken'],
      resources: ['*'],
      reason: 'The registry’s token has no resource to name.',
    });
    allowPattern(this, {
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringLike: { 'cloudwatch:namespace': ['AWS/SageMaker', '/aws/sagemaker/*'] } },
      reason: 'Metrics have no resource to name; the namespace limits it.',
    });
  }
}
