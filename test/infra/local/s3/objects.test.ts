import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { openForTest as open, refusal, textOf, versioned } from './bucket.ts';

const Bucket = 'models';

describe('objects', () => {
  it('keeps body, headers and metadata, and says what encrypts them', async () => {
    const { client } = await open();
    const put = await client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'a folder/ü & <ö>.json',
        Body: '{"a":1}',
        ContentType: 'application/json',
        Metadata: { owner: 'care' },
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: 'arn:aws:kms:eu-central-1:000000000000:key/one',
      }),
    );
    const got = await client.send(new GetObjectCommand({ Bucket, Key: 'a folder/ü & <ö>.json' }));
    expect(await got.Body?.transformToString()).toBe('{"a":1}');
    expect(got.ContentType).toBe('application/json');
    expect(got.Metadata).toEqual({ owner: 'care' });
    expect(got.ServerSideEncryption).toBe('aws:kms');
    expect(got.SSEKMSKeyId).toBe('arn:aws:kms:eu-central-1:000000000000:key/one');
    expect(got.ETag).toBe(`"${createHash('md5').update('{"a":1}').digest('hex')}"`);
    expect(put.ETag).toBe(got.ETag);
    expect(got.LastModified).toBeInstanceOf(Date);
  });

  it('tells a missing key, a missing bucket and a missing version apart', async () => {
    const { client } = await open(versioned);
    expect(await refusal(client.send(new GetObjectCommand({ Bucket, Key: 'none' })))).toBe('NoSuchKey');
    expect(await refusal(client.send(new HeadObjectCommand({ Bucket, Key: 'none' })))).toBe('NotFound');
    expect(await refusal(client.send(new GetObjectCommand({ Bucket: 'none', Key: 'a' })))).toBe('NoSuchBucket');
    await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    expect(await refusal(client.send(new GetObjectCommand({ Bucket, Key: 'a', VersionId: 'none' })))).toBe(
      'NoSuchVersion',
    );
  });

  it('gives a range, a suffix, and refuses a range beyond the end', async () => {
    const bucket = await open();
    await bucket.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '0123456789' }));
    expect(await textOf(bucket, 'a', { Range: 'bytes=2-4' })).toBe('234');
    expect(await textOf(bucket, 'a', { Range: 'bytes=7-' })).toBe('789');
    expect(await textOf(bucket, 'a', { Range: 'bytes=-3' })).toBe('789');
    expect(await textOf(bucket, 'a', { Range: 'bytes=8-99' })).toBe('89');
    expect(await refusal(textOf(bucket, 'a', { Range: 'bytes=10-' }))).toBe('InvalidRange');
  });

  it('keeps an empty object', async () => {
    const bucket = await open();
    await bucket.client.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: new Uint8Array() }));
    expect(await textOf(bucket, 'empty')).toBe('');
    const head = await bucket.client.send(new HeadObjectCommand({ Bucket, Key: 'empty' }));
    expect(head.ContentLength).toBe(0);
  });

  it('decodes a body that is sent in chunks with its checksum after it', async () => {
    const bucket = await open();
    const parts = Array.from({ length: 50 }, (_, i) => Buffer.alloc(30_000, i));
    const body = Readable.from(parts);
    const length = 50 * 30_000;
    await bucket.client.send(new PutObjectCommand({ Bucket, Key: 'stream', Body: body, ContentLength: length }));
    const got = await bucket.client.send(new GetObjectCommand({ Bucket, Key: 'stream', ChecksumMode: 'ENABLED' }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(Buffer.concat(parts))).toBe(true);
    expect(got.ChecksumCRC32).toBeDefined();
    expect(got.ContentEncoding).toBeUndefined();
  });

  it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'stores the %s that the SDK computed, and the SDK accepts it back',
    async (ChecksumAlgorithm) => {
      const { client } = await open();
      await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'hello', ChecksumAlgorithm }));
      const got = await client.send(new GetObjectCommand({ Bucket, Key: 'a', ChecksumMode: 'ENABLED' }));
      expect(await got.Body?.transformToString()).toBe('hello');
      expect(got[`Checksum${ChecksumAlgorithm}`]).toMatch(/=$/);
      expect(got.ChecksumType).toBe('FULL_OBJECT');
    },
  );

  it('refuses a body that does not fit its checksum or its MD5, and keeps nothing of it', async () => {
    const { client } = await open();
    const wrong = createHash('sha256').update('other').digest('base64');
    expect(
      await refusal(client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'hello', ChecksumSHA256: wrong }))),
    ).toBe('BadDigest');
    const md5 = createHash('md5').update('other').digest('base64');
    expect(await refusal(client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'hello', ContentMD5: md5 })))).toBe(
      'BadDigest',
    );
    expect(await refusal(client.send(new HeadObjectCommand({ Bucket, Key: 'a' })))).toBe('NotFound');
  });

  it('writes once under If-None-Match, and only over the expected object under If-Match', async () => {
    const bucket = await open();
    const put = (Body: string, more: object) =>
      bucket.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body, ...more }));
    const first = await put('one', { IfNoneMatch: '*' });
    expect(await refusal(put('two', { IfNoneMatch: '*' }))).toBe('PreconditionFailed');
    expect(await textOf(bucket, 'a')).toBe('one');
    await put('two', { IfMatch: first.ETag });
    expect(await refusal(put('three', { IfMatch: first.ETag }))).toBe('PreconditionFailed');
    expect(await textOf(bucket, 'a')).toBe('two');
  });

  it('lets exactly one of many concurrent first writers through', async () => {
    const { client } = await open();
    const writes = Array.from({ length: 20 }, (_, i) =>
      refusal(client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: `${i}`, IfNoneMatch: '*' }))),
    );
    const outcomes = await Promise.all(writes);
    expect(outcomes.filter((outcome) => outcome === 'no refusal')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'PreconditionFailed')).toHaveLength(19);
  });

  it('answers conditional reads', async () => {
    const bucket = await open();
    const { ETag } = await bucket.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    expect(await refusal(textOf(bucket, 'a', { IfMatch: '"other"' }))).toBe('PreconditionFailed');
    expect(await textOf(bucket, 'a', { IfMatch: ETag })).toBe('x');
    const notModified = await bucket.client
      .send(new GetObjectCommand({ Bucket, Key: 'a', IfNoneMatch: ETag }))
      .catch((error) => error.$metadata.httpStatusCode);
    expect(notModified).toBe(304);
    expect(await refusal(textOf(bucket, 'a', { IfUnmodifiedSince: new Date(0) }))).toBe('PreconditionFailed');
  });

  it('copies with or without the metadata, under its own version', async () => {
    const bucket = await open(versioned);
    const { client } = bucket;
    await client.send(
      new PutObjectCommand({ Bucket, Key: 'a b', Body: 'x', ContentType: 'text/plain', Metadata: { by: 'me' } }),
    );
    const copied = await client.send(new CopyObjectCommand({ Bucket, Key: 'c', CopySource: `${Bucket}/a%20b` }));
    expect(copied.VersionId).toBeDefined();
    expect((await client.send(new HeadObjectCommand({ Bucket, Key: 'c' }))).Metadata).toEqual({ by: 'me' });
    const replace = { MetadataDirective: 'REPLACE', Metadata: { by: 'you' } } as const;
    await client.send(new CopyObjectCommand({ Bucket, Key: 'd', CopySource: `${Bucket}/a%20b`, ...replace }));
    expect((await client.send(new HeadObjectCommand({ Bucket, Key: 'd' }))).Metadata).toEqual({ by: 'you' });
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'a b' }));
    expect(await textOf(bucket, 'c')).toBe('x');
  });

  it('keeps tags apart from the body', async () => {
    const bucket = await open();
    const { client } = bucket;
    await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', Tagging: 'team=care&stage=a%20b' }));
    const tagsNow = async () => (await client.send(new GetObjectTaggingCommand({ Bucket, Key: 'a' }))).TagSet;
    expect(await tagsNow()).toEqual([
      { Key: 'team', Value: 'care' },
      { Key: 'stage', Value: 'a b' },
    ]);
    const Tagging = { TagSet: [{ Key: 'one', Value: '<&>' }] };
    await client.send(new PutObjectTaggingCommand({ Bucket, Key: 'a', Tagging }));
    expect(await tagsNow()).toEqual([{ Key: 'one', Value: '<&>' }]);
    await client.send(new DeleteObjectTaggingCommand({ Bucket, Key: 'a' }));
    expect(await tagsNow()).toEqual([]);
    expect(await textOf(bucket, 'a')).toBe('x');
  });

  it('names the buckets and what they are', async () => {
    const { client } = await open(versioned);
    expect((await client.send(new ListBucketsCommand())).Buckets?.map(({ Name }) => Name)).toEqual([Bucket]);
    expect((await client.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe('eu-central-1');
    expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
    await client.send(new HeadBucketCommand({ Bucket }));
    expect(await refusal(client.send(new HeadBucketCommand({ Bucket: 'none' })))).toBe('NotFound');
  });
});
