import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, Grant, type IGrantable, PolicyStatement, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { allowPattern } from '../constructs/patterns.ts';

export interface PrivateBucketProps {
  /** Where accesses are logged. @default nowhere: this is the log */
  readonly accessLogs?: IBucket;
  /** @default true */
  readonly versioned?: boolean;
  /** @default only unfinished uploads are cleared away */
  readonly lifecycle?: readonly LifecycleRule[];
}

/** A tag on objects that policies look at, and the ARNs of roles, as IAM patterns, that stand above it. */
export interface Mark {
  readonly tag: string;
  readonly value: string;
  readonly roles: readonly string[];
}

const TAGGING = [
  's3:PutObjectTagging',
  's3:PutObjectVersionTagging',
  's3:DeleteObjectTagging',
  's3:DeleteObjectVersionTagging',
];

const NAMED_LATER = 'Objects are named by teams, by hash or by endpoint, while the system runs.';

/** A bucket that is never public, never unencrypted, never read without TLS, and stays when its stack goes. */
export class PrivateBucket extends Bucket {
  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: props.versioned ?? true,
      removalPolicy: RemovalPolicy.RETAIN,
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: props.accessLogs && `${id.toLowerCase()}/`,
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(7) }, ...(props.lifecycle ?? [])],
    });
  }

  /**
   * Objects under the prefix can be made but not replaced: whoever writes must say `If-None-Match: *`. Parts of a
   * multipart upload cannot say so; the call that completes it must (s3:ObjectCreationOperation).
   */
  refuseOverwriting(prefix: string): void {
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'WriteOnce',
        effect: Effect.DENY,
        principals: [new StarPrincipal()],
        actions: ['s3:PutObject'],
        resources: [this.arnForObjects(`${prefix}*`)],
        conditions: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
      }),
    );
  }

  /** Objects under the prefix, and their versions, cannot be deleted by anybody while this policy stands. */
  refuseDeleting(prefix: string): void {
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'NeverDelete',
        effect: Effect.DENY,
        principals: [new StarPrincipal()],
        actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
        resources: [this.arnForObjects(`${prefix}*`)],
      }),
    );
  }

  /**
   * Objects are closed to everybody, administrators too, until they bear the tag with the value; only the roles read them
   * before. What was never marked stays closed: a fault opens nothing.
   */
  closeUntilMarked({ tag, value, roles }: Mark): void {
    this.refuseReading('ClosedUntilMarked', {
      StringNotEquals: { [`s3:ExistingObjectTag/${tag}`]: value },
      ArnNotLike: { 'aws:PrincipalArn': [...roles] },
    });
  }

  /** Objects that bear the tag with the value are closed to everybody, administrators too, but the roles. */
  closeOnceMarked({ tag, value, roles }: Mark): void {
    this.refuseReading('ClosedOnceMarked', {
      StringEquals: { [`s3:ExistingObjectTag/${tag}`]: value },
      ArnNotLike: { 'aws:PrincipalArn': [...roles] },
    });
  }

  /** Nobody but the roles says or changes what objects are marked as. */
  refuseMarking(roles: readonly string[]): void {
    this.refuse('MarkedByTheGateOnly', TAGGING, { ArnNotLike: { 'aws:PrincipalArn': [...roles] } });
  }

  /** Lets mark objects, and their versions. */
  allowMarking(grantee: IGrantable): void {
    allowPattern(grantee, {
      actions: ['s3:PutObjectTagging', 's3:PutObjectVersionTagging'],
      resources: [this.objects('')],
      reason: NAMED_LATER,
    });
  }

  private refuseReading(sid: string, conditions: Record<string, Record<string, unknown>>): void {
    this.refuse(sid, ['s3:GetObject', 's3:GetObjectVersion'], conditions);
  }

  private refuse(sid: string, actions: string[], conditions: Record<string, Record<string, unknown>>): void {
    this.addToResourcePolicy(
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        principals: [new StarPrincipal()],
        actions,
        resources: [this.arnForObjects('*')],
        conditions,
      }),
    );
  }

  /** Lets read objects under the prefix, and learn that there is none, which S3 tells only those who may list. */
  allowReading(grantee: IGrantable, prefix = ''): void {
    allowPattern(grantee, {
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: [this.objects(prefix)],
      reason: NAMED_LATER,
    });
    Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [this.bucketArn] });
  }

  /** Lets put objects under the prefix, in one piece or in parts. */
  allowPutting(grantee: IGrantable, prefix = ''): void {
    allowPattern(grantee, {
      actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
      resources: [this.objects(prefix)],
      reason: NAMED_LATER,
    });
  }

  /** The objects under a prefix, as seen from other stacks: they know the bucket by the value that its own stack exports. */
  objects(prefix: string): string {
    return `${Stack.of(this).exportValue(this.bucketArn)}/${prefix}*`;
  }
}
