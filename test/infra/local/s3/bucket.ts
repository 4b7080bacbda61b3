import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GetObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import { createS3 } from '../../../../infra/local/s3/create-s3.ts';
import type { PutEvent } from '../../../../infra/local/service.ts';
import { anyone, serve } from '../support/serve.ts';

type Happened = Parameters<PutEvent>[0];

/** A served S3 with one bucket, `models`, of the given properties. */
export const openBucket = async (properties: Readonly<Record<string, unknown>> = {}, config: S3ClientConfig = {}) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-s3-'));
  const events: Happened[] = [];
  const policies = new Map<string, unknown>();
  let moment = Date.now();
  const s3 = createS3({
    folder,
    putEvent: (event) => events.push(event),
    registerPolicy: (arn, policy) => policies.set(arn, policy),
    now: () => moment,
  });
  const make = (type: string, name: string, given: Readonly<Record<string, unknown>>) =>
    s3.resources[type]?.create({ logicalId: name, type, name, properties: given });
  await make('AWS::S3::Bucket', 'models', properties);
  const served = await serve(s3);
  const client = new S3Client({ endpoint: served.endpoint, forcePathStyle: true, ...anyone, ...config });
  return {
    s3,
    client,
    make,
    events,
    policies,
    folder,
    accesses: served.accesses,
    endpoint: served.endpoint,
    later: (milliseconds: number) => {
      moment += milliseconds;
    },
    close: async () => {
      client.destroy();
      await served.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
export type Opened = Awaited<ReturnType<typeof openBucket>>;

/** The same, closed when the test that opens it is over. */
export const openForTest = async (...args: Parameters<typeof openBucket>): Promise<Opened> => {
  const bucket = await openBucket(...args);
  onTestFinished(bucket.close);
  return bucket;
};

export const textOf = async ({ client }: Opened, Key: string, more: object = {}): Promise<string | undefined> =>
  (await client.send(new GetObjectCommand({ Bucket: 'models', Key, ...more }))).Body?.transformToString();

export const versioned = { VersioningConfiguration: { Status: 'Enabled' } };

/** The name of the error that a call fails with. */
export const refusal = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'no refusal',
    (error: Error) => error.name,
  );
