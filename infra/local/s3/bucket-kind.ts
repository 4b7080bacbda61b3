import { NotImplementedLocally, REGION, type ResourceKind, ServiceError } from '../service.ts';
import { type BucketSettings, type Buckets, bucketArn, type DefaultRetention, type Encryption } from './buckets.ts';

/** `AWS::S3::Bucket`. Deploying it again gives the bucket its new settings; its objects stay. */
export const bucketKind = (buckets: Buckets, now: () => number): ResourceKind => ({
  properties: [
    'BucketName',
    'VersioningConfiguration',
    'BucketEncryption',
    'NotificationConfiguration',
    'ObjectLockEnabled',
    'ObjectLockConfiguration',
    // honestly ignored: nothing here is public, and everything belongs to the one account
    'PublicAccessBlockConfiguration',
    'OwnershipControls',
    'AccessControl',
    // honestly ignored: what expires here would expire days from now, on a laptop that is off by then
    'LifecycleConfiguration',
    // honestly ignored: the front door logs every request
    'LoggingConfiguration',
    // honestly ignored: nothing here reads tags
    'Tags',
  ],
  nameProperty: 'BucketName',
  attributes: (name) => ({
    Arn: bucketArn(name),
    DomainName: `${name}.s3.amazonaws.com`,
    RegionalDomainName: `${name}.s3.${REGION}.amazonaws.com`,
    DualStackDomainName: `${name}.s3.dualstack.${REGION}.amazonaws.com`,
  }),
  create: ({ logicalId, name, properties }) => {
    buckets.put(name, settingsOf(logicalId, properties), now());
  },
});

/** `AWS::S3::BucketPolicy`: handed to the evaluator of permissions under the ARN of its bucket. */
export const bucketPolicyKind = (registerPolicy: (resourceArn: string, policy: unknown) => void): ResourceKind => ({
  properties: ['Bucket', 'PolicyDocument'],
  attributes: () => ({}),
  create: ({ logicalId, properties: { Bucket, PolicyDocument } }) => {
    if (typeof Bucket !== 'string' || typeof PolicyDocument !== 'object')
      throw new ServiceError('MalformedPolicy', `${logicalId}: needs Bucket and PolicyDocument`);
    registerPolicy(bucketArn(Bucket), PolicyDocument);
  },
});

type Properties = Readonly<Record<string, unknown>>;

const settingsOf = (logicalId: string, properties: Properties): BucketSettings => {
  const lock = retentionIn(at(properties, 'ObjectLockConfiguration', 'Rule', 'DefaultRetention'));
  const objectLock = isTrue(properties.ObjectLockEnabled);
  const versioning = at(properties, 'VersioningConfiguration', 'Status');
  if (versioning !== undefined && versioning !== 'Enabled' && versioning !== 'Suspended')
    throw new ServiceError('IllegalVersioningConfiguration', `${logicalId}: versioning ${String(versioning)}`);
  return {
    // Object Lock switches versioning on by itself.
    versioning: objectLock ? 'Enabled' : versioning,
    encryption: encryptionIn(properties),
    eventBridge: tellsEventBridge(logicalId, properties.NotificationConfiguration as Properties | undefined),
    objectLock,
    ...(lock ? { defaultRetention: lock } : {}),
  };
};

const encryptionIn = (properties: Properties): Encryption => {
  const [rule] = (at(properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration') ?? []) as Properties[];
  const usual = (rule?.ServerSideEncryptionByDefault ?? {}) as Properties;
  return {
    algorithm: String(usual.SSEAlgorithm ?? 'AES256'),
    ...(usual.KMSMasterKeyID ? { kmsKeyId: String(usual.KMSMasterKeyID) } : {}),
    ...(isTrue(rule?.BucketKeyEnabled) ? { bucketKeyEnabled: true } : {}),
  };
};

const tellsEventBridge = (logicalId: string, notification: Properties = {}): boolean => {
  const { EventBridgeConfiguration: bridge, ...others } = notification;
  const [other] = Object.keys(others);
  if (other) throw new NotImplementedLocally(`NotificationConfiguration.${other} (${logicalId})`);
  return bridge !== undefined && (bridge as Properties).EventBridgeEnabled !== false;
};

const retentionIn = (found: unknown): DefaultRetention | undefined => {
  if (!found) return undefined;
  const { Mode, Days, Years } = found as Properties;
  return { mode: String(Mode), ...(Days ? { days: Number(Days) } : {}), ...(Years ? { years: Number(Years) } : {}) };
};

const isTrue = (value: unknown): boolean => value === true || value === 'true';

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((found, name) => (found as Properties | undefined)?.[name], value);
