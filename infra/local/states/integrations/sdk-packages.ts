import { NotImplementedLocally } from '../../service.ts';

/** An SDK package, as found by the service name of an `aws-sdk:` resource. */
export interface SdkPackage {
  /** Prefix of error names, as Step Functions lists it for each service. */
  readonly prefix: string;
  /** Name of the client class. */
  readonly client: string;
  readonly load: () => Promise<Readonly<Record<string, unknown>>>;
}

const PACKAGES: Readonly<Record<string, SdkPackage>> = {
  cloudwatch: {
    prefix: 'CloudWatch',
    client: 'CloudWatchClient',
    load: () => import('@aws-sdk/client-cloudwatch'),
  },
  cloudwatchlogs: {
    prefix: 'CloudWatchLogs',
    client: 'CloudWatchLogsClient',
    load: () => import('@aws-sdk/client-cloudwatch-logs'),
  },
  dynamodb: { prefix: 'DynamoDb', client: 'DynamoDBClient', load: () => import('@aws-sdk/client-dynamodb') },
  eventbridge: {
    prefix: 'EventBridge',
    client: 'EventBridgeClient',
    load: () => import('@aws-sdk/client-eventbridge'),
  },
  kms: { prefix: 'Kms', client: 'KMSClient', load: () => import('@aws-sdk/client-kms') },
  lambda: { prefix: 'Lambda', client: 'LambdaClient', load: () => import('@aws-sdk/client-lambda') },
  s3: { prefix: 'S3', client: 'S3Client', load: () => import('@aws-sdk/client-s3') },
  sagemaker: { prefix: 'SageMaker', client: 'SageMakerClient', load: () => import('@aws-sdk/client-sagemaker') },
  sagemakerruntime: {
    prefix: 'SageMakerRuntime',
    client: 'SageMakerRuntimeClient',
    load: () => import('@aws-sdk/client-sagemaker-runtime'),
  },
  scheduler: { prefix: 'Scheduler', client: 'SchedulerClient', load: () => import('@aws-sdk/client-scheduler') },
  sesv2: { prefix: 'SesV2', client: 'SESv2Client', load: () => import('@aws-sdk/client-sesv2') },
  sfn: { prefix: 'Sfn', client: 'SFNClient', load: () => import('@aws-sdk/client-sfn') },
};

/** The package of a service, or `NotImplementedLocally` by name. */
export const sdkPackage = (service: string): SdkPackage => {
  const found = Object.hasOwn(PACKAGES, service) ? PACKAGES[service] : undefined;
  if (!found) throw new NotImplementedLocally(`aws-sdk:${service} tasks`);
  return found;
};
