import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Opened, openBucket, refusal, versioned } from './bucket.ts';

const Bucket = 'models';
const Key = 'artefact';
const MB = 1024 * 1024;
let bucket: Opened;
beforeEach(async () => {
  bucket = await openBucket({
    ...versioned,
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
  });
});
afterEach(() => bucket.close());

const begin = async (more: object = {}) => {
  const { UploadId } = await bucket.client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }));
  const part = async (PartNumber: number, Body: Buffer) => {
    const { ETag } = await bucket.client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
    return { PartNumber, ETag };
  };
  const complete = (Parts: object[], rest: object = {}) =>
    bucket.client.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...rest }),
    );
  return { UploadId, part, complete };
};

const filesKept = (): number =>
  readdirSync(path.join(bucket.folder, 'bodies'), { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  ).length;

describe('multipart uploads', () => {
  it('makes one object of the parts, readable across their seams', async () => {
    const content = randomBytes(5 * MB + 100);
    const { UploadId, part, complete } = await begin({ ContentType: 'application/gzip', Metadata: { by: 'me' } });
    const second = await part(2, content.subarray(5 * MB));
    const first = await part(1, content.subarray(0, 5 * MB));
    const listed = await bucket.client.send(new ListPartsCommand({ Bucket, Key, UploadId }));
    expect(listed.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, 5 * MB],
      [2, 100],
    ]);
    const done = await complete([first, second]);
    expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    expect(done.VersionId).toBeDefined();

    const whole = await bucket.client.send(new GetObjectCommand({ Bucket, Key }));
    expect(Buffer.from((await whole.Body?.transformToByteArray()) ?? []).equals(content)).toBe(true);
    expect([whole.ContentType, whole.Metadata?.by]).toEqual(['application/gzip', 'me']);
    const Range = `bytes=${5 * MB - 10}-${5 * MB + 9}`;
    const seam = await bucket.client.send(new GetObjectCommand({ Bucket, Key, Range }));
    expect(Buffer.from((await seam.Body?.transformToByteArray()) ?? [])).toEqual(
      content.subarray(5 * MB - 10, 5 * MB + 10),
    );
    expect(bucket.events.map(({ detail }) => (detail as { reason: string }).reason)).toEqual([
      'CompleteMultipartUpload',
    ]);
  });

  it('refuses to complete over an existing object under If-None-Match, and can then be aborted without a trace', async () => {
    const { UploadId, part, complete } = await begin();
    const first = await part(1, Buffer.from('parts'));
    await bucket.client.send(new PutObjectCommand({ Bucket, Key, Body: 'whole' }));
    expect(await refusal(complete([first], { IfNoneMatch: '*' }))).toBe('PreconditionFailed');
    await bucket.client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    expect(await refusal(bucket.client.send(new ListPartsCommand({ Bucket, Key, UploadId })))).toBe('NoSuchUpload');
    expect((await bucket.client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? []).toEqual([]);
    expect(filesKept()).toBe(1);
  });

  it('refuses parts that are too small, out of order, or not the ones that were sent', async () => {
    const { part, complete } = await begin();
    const [first, second] = [await part(1, Buffer.from('a')), await part(2, Buffer.from('b'))];
    expect(await refusal(complete([first, second]))).toBe('EntityTooSmall');
    expect(await refusal(complete([second, first]))).toBe('InvalidPartOrder');
    expect(await refusal(complete([{ ...first, ETag: second.ETag }]))).toBe('InvalidPart');
    expect(await refusal(complete([{ PartNumber: 3, ETag: first.ETag }]))).toBe('InvalidPart');
    await complete([first]);
    expect(await refusal(complete([first]))).toBe('NoSuchUpload');
    expect(filesKept()).toBe(1);
  });

  it('takes the last of two uploads of the same part', async () => {
    const { part, complete } = await begin();
    await part(1, Buffer.from('first'));
    const again = await part(1, Buffer.from('second'));
    await complete([again]);
    const got = await bucket.client.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe('second');
    expect(filesKept()).toBe(1);
  });

  it.each(['FULL_OBJECT', 'COMPOSITE'] as const)('gives a %s checksum', async (ChecksumType) => {
    const { part, complete } = await begin({ ChecksumAlgorithm: 'CRC32', ChecksumType });
    await complete([await part(1, Buffer.from('123456789'))]);
    const head = await bucket.client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    // The CRC-32 of the nine digits is cbf43926, as every description of it says.
    const crc = Buffer.from('cbf43926', 'hex').toString('base64');
    if (ChecksumType === 'FULL_OBJECT') expect(head.ChecksumCRC32).toBe(crc);
    else expect(head.ChecksumCRC32).toMatch(/=-1$/);
    expect(head.ChecksumType).toBe(ChecksumType);
  });

  it('takes an upload of lib-storage, whose length nobody knew', async () => {
    const chunks = Array.from({ length: 12 }, (_, i) => Buffer.alloc(MB, i));
    const params = { Bucket, Key, Body: Readable.from(chunks), IfNoneMatch: '*' };
    await new Upload({ client: bucket.client, params }).done();
    const got = await bucket.client.send(new GetObjectCommand({ Bucket, Key }));
    const hash = createHash('sha256');
    for await (const chunk of got.Body as Readable) hash.update(chunk);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(Buffer.concat(chunks)).digest('hex'));
  });
});
