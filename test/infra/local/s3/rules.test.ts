import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { openForTest, refusal, versioned } from './bucket.ts';

const Bucket = 'models';
const bridge = { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } };
const open = (properties: object = {}) => openForTest(properties as Record<string, unknown>);

describe('events', () => {
  it('announces an object as S3 does, when the bucket is set to', async () => {
    const { client, events } = await open({ ...versioned, ...bridge });
    const put = await client.send(new PutObjectCommand({ Bucket, Key: 'a b', Body: 'hello' }));
    expect(events).toEqual([
      {
        source: 'aws.s3',
        'detail-type': 'Object Created',
        resources: ['arn:aws:s3:::models'],
        detail: {
          version: '0',
          bucket: { name: 'models' },
          object: {
            key: 'a b',
            size: 5,
            etag: '5d41402abc4b2a76b9719d911017c592',
            'version-id': put.VersionId,
            sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
          },
          'request-id': expect.any(String),
          requester: '000000000000',
          'source-ip-address': '127.0.0.1',
          reason: 'PutObject',
        },
      },
    ]);
  });

  it('announces deletions, and orders everything that happens to a key', async () => {
    const { client, events } = await open({ ...versioned, ...bridge });
    const { VersionId } = await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    await client.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: 'models/a' }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId }));
    const details = events.map(({ detail }) => detail as Record<string, unknown> & { object: { sequencer: string } });
    expect(details.map((detail) => [detail.reason, detail['deletion-type']])).toEqual([
      ['PutObject', undefined],
      ['CopyObject', undefined],
      ['DeleteObject', 'Delete Marker Created'],
      ['DeleteObject', 'Permanently Deleted'],
    ]);
    const sequencers = details.map(({ object }) => object.sequencer);
    expect(sequencers.toSorted()).toEqual(sequencers);
  });

  it('is silent otherwise', async () => {
    const { client, events } = await open();
    await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    expect(events).toEqual([]);
  });
});

describe('Object Lock', () => {
  const until = () => new Date(Date.now() + 60_000);

  it('refuses deleting a version under compliance until its time has come', async () => {
    const { client, later } = await open({ ObjectLockEnabled: true });
    const lock = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until() } as const;
    const { VersionId } = await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', ...lock }));
    const remove = (more: object = {}) =>
      client.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId, ...more }));
    expect(await refusal(remove())).toBe('AccessDenied');
    expect(await refusal(remove({ BypassGovernanceRetention: true }))).toBe('AccessDenied');
    const marker = await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    expect(marker.DeleteMarker).toBe(true);
    later(61_000);
    expect(await refusal(remove())).toBe('no refusal');
  });

  it('applies the default of the bucket, which can grow and not shrink', async () => {
    const DefaultRetention = { Mode: 'COMPLIANCE', Days: 1 };
    const { client } = await open({ ObjectLockEnabled: true, ObjectLockConfiguration: { Rule: { DefaultRetention } } });
    await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    const { Retention } = await client.send(new GetObjectRetentionCommand({ Bucket, Key: 'a' }));
    expect(Retention?.Mode).toBe('COMPLIANCE');
    const set = (RetainUntilDate: Date) =>
      client.send(
        new PutObjectRetentionCommand({ Bucket, Key: 'a', Retention: { Mode: 'COMPLIANCE', RetainUntilDate } }),
      );
    expect(await refusal(set(until()))).toBe('AccessDenied');
    expect(await refusal(set(new Date(Date.now() + 172_800_000)))).toBe('no refusal');
  });

  it('lets governance be bypassed, and a legal hold by nobody', async () => {
    const { client } = await open({ ObjectLockEnabled: true });
    const lock = { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: until() } as const;
    const { VersionId } = await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', ...lock }));
    const remove = (more: object = {}) =>
      client.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId, ...more }));
    const hold = (Status: 'ON' | 'OFF') =>
      client.send(new PutObjectLegalHoldCommand({ Bucket, Key: 'a', LegalHold: { Status } }));
    await hold('ON');
    expect(await refusal(remove({ BypassGovernanceRetention: true }))).toBe('AccessDenied');
    await hold('OFF');
    expect(await refusal(remove())).toBe('AccessDenied');
    expect(await refusal(remove({ BypassGovernanceRetention: true }))).toBe('no refusal');
  });

  it('is refused in a bucket without it', async () => {
    const { client } = await open();
    const lock = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until() } as const;
    expect(await refusal(client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', ...lock })))).toBe(
      'InvalidRequest',
    );
  });
});

describe('what a call needs to be allowed', () => {
  it('is the IAM action on the object, with what bucket policies look at', async () => {
    const { client, accesses } = await open(versioned);
    await client.send(new PutObjectCommand({ Bucket, Key: 'in/a', Body: 'x', IfNoneMatch: '*' }));
    await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'in/b' }));
    await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'in/' }));
    await client.send(new GetObjectCommand({ Bucket, Key: 'in/a' }));
    expect(accesses).toEqual([
      [
        {
          action: 's3:PutObject',
          resource: 'arn:aws:s3:::models/in/a',
          context: { 's3:ObjectCreationOperation': 'true', 's3:if-none-match': '*' },
        },
      ],
      [
        {
          action: 's3:PutObject',
          resource: 'arn:aws:s3:::models/in/b',
          context: { 's3:ObjectCreationOperation': 'false' },
        },
      ],
      [{ action: 's3:ListBucket', resource: 'arn:aws:s3:::models', context: { 's3:prefix': 'in/' } }],
      [{ action: 's3:GetObject', resource: 'arn:aws:s3:::models/in/a', context: {} }],
    ]);
  });

  it('tells the tags of what is read or tagged, of the very version, and not of what is overwritten or deleted', async () => {
    const { client, accesses } = await open(versioned);
    const { VersionId } = await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    const Tagging = { TagSet: [{ Key: 'slipway:verdict', Value: 'refused' }] };
    await client.send(new PutObjectTaggingCommand({ Bucket, Key: 'a', VersionId, Tagging }));
    await client.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    await client.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: 'models/a' }));
    await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'y' }));
    await client.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    await client.send(new GetObjectCommand({ Bucket, Key: 'a', VersionId }));
    await client.send(new PutObjectTaggingCommand({ Bucket, Key: 'a', VersionId, Tagging: { TagSet: [] } }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId }));
    const told = accesses
      .flat()
      .map(({ action, context }) => [action, context?.['s3:ExistingObjectTag/slipway:verdict']]);

    expect(told).toEqual([
      ['s3:PutObject', undefined],
      ['s3:PutObjectVersionTagging', undefined],
      ['s3:GetObject', 'refused'],
      ['s3:GetObject', 'refused'],
      ['s3:PutObject', undefined],
      ['s3:PutObject', undefined],
      ['s3:GetObject', undefined],
      ['s3:GetObjectVersion', 'refused'],
      ['s3:PutObjectVersionTagging', 'refused'],
      ['s3:DeleteObjectVersion', undefined],
    ]);
  });

  it('includes listing the bucket where a key is missing, and the version rights where one is named', async () => {
    const { client, accesses } = await open(versioned);
    await refusal(client.send(new HeadObjectCommand({ Bucket, Key: 'none' })));
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId: 'null' }));
    expect(accesses.map((call) => call.map(({ action }) => action))).toEqual([
      ['s3:GetObject', 's3:ListBucket'],
      ['s3:DeleteObjectVersion'],
    ]);
  });
});

describe('what is not here', () => {
  it('is refused by name', async () => {
    const { client, make } = await open();
    const said = (call: Promise<unknown>) => call.catch((error: Error) => `${error.name}: ${error.message}`);
    expect(await said(client.send(new GetObjectAclCommand({ Bucket, Key: 'a' })))).toContain(
      'NotImplementedLocally: The local cloud does not implement ?acl of the S3 operation GetObject.',
    );
    expect(await said(client.send(new PutBucketPolicyCommand({ Bucket, Policy: '{}' })))).toContain(
      'does not implement PUT of a bucket ?policy.',
    );
    const glacier = new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', StorageClass: 'GLACIER' });
    expect(await said(client.send(glacier))).toContain('x-amz-storage-class');
    const lambda = { NotificationConfiguration: { LambdaConfigurations: [] } };
    expect(() => make('AWS::S3::Bucket', 'other', lambda)).toThrow(/NotificationConfiguration\.LambdaConfigurations/);
  });
});

describe('a bucket of the template', () => {
  it('keeps its objects when it is deployed again, and hands its policy on', async () => {
    const { client, make, policies } = await open();
    await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    await make('AWS::S3::Bucket', 'models', versioned);
    await make('AWS::S3::BucketPolicy', 'Policy', { Bucket: 'models', PolicyDocument: { Statement: [] } });
    const again = await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'y' }));
    expect(again.VersionId).toBeDefined();
    const old = await client.send(new GetObjectCommand({ Bucket, Key: 'a', VersionId: 'null' }));
    expect(await old.Body?.transformToString()).toBe('x');
    expect([...policies]).toEqual([['arn:aws:s3:::models', { Statement: [] }]]);
  });

  it('encrypts by its own default', async () => {
    const rule = {
      ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'one' },
      BucketKeyEnabled: true,
    };
    const { client } = await open({ BucketEncryption: { ServerSideEncryptionConfiguration: [rule] } });
    const put = await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    expect([put.ServerSideEncryption, put.SSEKMSKeyId, put.BucketKeyEnabled]).toEqual(['aws:kms', 'one', true]);
  });
});
