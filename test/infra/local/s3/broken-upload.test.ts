import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Opened, openBucket, refusal } from './bucket.ts';

let bucket: Opened;
beforeEach(async () => {
  bucket = await openBucket();
});
afterEach(() => bucket.close());

const filesKept = (): number =>
  readdirSync(path.join(bucket.folder, 'bodies'), { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  ).length;

/** Sends half of what it announces, then hangs up. */
const hangUp = (headers: Record<string, string>): Promise<void> =>
  new Promise((resolve) => {
    const upload = request(`${bucket.endpoint}/models/half`, { method: 'PUT', headers });
    upload.on('error', () => resolve());
    upload.on('close', () => resolve());
    upload.write(Buffer.alloc(100_000), () => upload.destroy());
  });

it.each([
  ['plain', { 'content-length': '200000' }],
  [
    'chunked with a trailer',
    {
      'content-encoding': 'aws-chunked',
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': '200000',
      'x-amz-trailer': 'x-amz-checksum-crc32',
    },
  ],
])('keeps nothing of a %s upload that breaks off', async (_kind, headers) => {
  await hangUp(headers as Record<string, string>);
  await expect.poll(filesKept).toBe(0);
  expect(await refusal(bucket.client.send(new HeadObjectCommand({ Bucket: 'models', Key: 'half' })))).toBe('NotFound');
});

it('refuses a body that is garbled in its chunks or leaves out the checksum it announced', async () => {
  const put = async (body: string, trailer = 'x-amz-checksum-crc32') => {
    const headers = { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x-amz-trailer': trailer };
    const response = await fetch(`${bucket.endpoint}/models/a`, { method: 'PUT', headers, body });
    return `${response.status} ${/<Code>(\w+)/.exec(await response.text())?.[1] ?? ''}`;
  };
  expect(await put('5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n')).toBe('200 ');
  expect(await put('5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n')).toBe('400 BadDigest');
  expect(await put('5\r\nhello\r\n0\r\n\r\n')).toBe('400 MalformedTrailerError');
  expect(await put('5\r\nhello, hello\r\n0\r\n\r\n')).toBe('400 IncompleteBody');
  expect(await put('5\r\nhel')).toBe('400 IncompleteBody');
  expect(await put('zz\r\nhello\r\n0\r\n\r\n')).toBe('400 IncompleteBody');
  expect(filesKept()).toBe(1);
});

it('frees the files of an object that is replaced in a bucket without versions', async () => {
  for (const Body of ['one', 'two', 'three'])
    await bucket.client.send(new PutObjectCommand({ Bucket: 'models', Key: 'a', Body }));
  expect(filesKept()).toBe(1);
});
