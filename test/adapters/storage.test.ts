import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { documentBaselines } from '../../shared/adapters/document-baselines.ts';
import { CURRENT_POLICY, documentPolicies } from '../../shared/adapters/document-policies.ts';
import { s3ContentStore } from '../../shared/adapters/s3-content-store.ts';
import { s3Documents } from '../../shared/adapters/s3-documents.ts';
import { hoursBetween, s3TrafficFiles } from '../../shared/adapters/s3-traffic-files.ts';
import { s3Uploads } from '../../shared/adapters/s3-uploads.ts';
import type { Policy } from '../../shared/policy/schema.ts';
import type { Documents } from '../../shared/storage/ports.ts';
import { baselinesContract, capturedLines, policiesContract, trafficContract } from '../contracts/models.ts';
import { contentStoreContract, documentsContract, uploadsContract } from '../contracts/storage.ts';
import { openBucket } from '../infra/local/s3/bucket.ts';
import { anyone } from '../infra/local/support/serve.ts';
import { memoryBaselines } from '../support/memory/baselines.ts';
import { memoryContentStore } from '../support/memory/content-store.ts';
import { memoryDocuments } from '../support/memory/documents.ts';
import { memoryPolicies } from '../support/memory/policies.ts';
import { memoryTraffic } from '../support/memory/traffic.ts';
import { memoryUploads } from '../support/memory/uploads.ts';

/** As `slipway policy apply` does it: the document first, then the pointer. */
const applyTo =
  (documents: Documents) =>
  async (policy: Policy): Promise<void> => {
    const sha256 = await documents.keepJson(policy);
    await documents.put(CURRENT_POLICY, JSON.stringify({ version: policy.version, sha256 }), 'application/json');
  };

uploadsContract('in memory', async () => {
  const uploads = memoryUploads();
  return { uploads, put: uploads.put };
});
contentStoreContract('in memory', async () => memoryContentStore());
documentsContract('in memory', async () => memoryDocuments());
policiesContract('in memory', async () => {
  const policies = memoryPolicies();
  return { policies, apply: (policy) => void policies.apply(policy) };
});
policiesContract('as documents', async () => {
  const documents = memoryDocuments();
  return { policies: documentPolicies(documents), apply: applyTo(documents) };
});
baselinesContract('in memory', async () => memoryBaselines());
trafficContract('in memory', async () => memoryTraffic({ 'lines/': capturedLines }));

describe('on S3', () => {
  let bucket: Awaited<ReturnType<typeof openBucket>>;
  let names = 0;

  beforeAll(async () => {
    bucket = await openBucket();
  });
  afterAll(() => bucket?.close());

  /** A bucket of its own for each fact. */
  let fresh: string;
  beforeEach(async () => {
    names += 1;
    fresh = `bucket-${names}`;
    await bucket.make('AWS::S3::Bucket', fresh, {});
  });

  const put = async (key: string, content: string) => {
    await bucket.client.send(new PutObjectCommand({ Bucket: fresh, Key: key, Body: Buffer.from(content) }));
  };

  uploadsContract('S3', async () => ({ uploads: s3Uploads(bucket.client, fresh), put }));
  contentStoreContract('S3', async () => s3ContentStore(bucket.client, fresh));
  documentsContract('S3', async () => s3Documents(bucket.client, fresh));
  policiesContract('S3', async () => {
    const documents = s3Documents(bucket.client, fresh);
    return { policies: documentPolicies(documents), apply: applyTo(documents) };
  });
  baselinesContract('S3', async () => documentBaselines(s3Documents(bucket.client, fresh)));
  trafficContract('S3', async () => {
    for (const [i, line] of capturedLines.entries()) {
      const hour = /T(\d\d)/.exec(line)?.[1];
      await put(`lines/2026/03/02/${hour}/part-${i}.jsonl`, `${line}\n`);
    }
    return s3TrafficFiles(bucket.client, fresh);
  });

  it('lists more files than one page holds', async () => {
    const twoAPage = new S3Client({ endpoint: bucket.endpoint, forcePathStyle: true, ...anyone });
    twoAPage.middlewareStack.add((next) => (args) => next({ ...args, input: { ...args.input, MaxKeys: 2 } }), {
      step: 'initialize',
    });
    for (let i = 0; i < 5; i++) await put(`many/${i}`, 'x');

    for (let i = 0; i < 5; i++) await put(`passed/over/${i}`, 'x');
    await put('zzz', 'x');
    const uploads = s3Uploads(twoAPage, fresh);

    expect(await uploads.list('many/')).toHaveLength(5);
    const walked = [];
    for await (const { key } of uploads.walk(['passed/'])) walked.push(key);
    expect(walked).toEqual(['many/0', 'many/1', 'many/2', 'many/3', 'many/4', 'zzz']);
    twoAPage.destroy();
  });

  it('does not give out a document that no longer hashes to its name', async () => {
    const documents = s3Documents(bucket.client, fresh);
    const digest = await documents.keepJson({ verdict: 'passes' });
    await put(`documents/sha256/${digest}.json`, '{"verdict":"fails"}');

    await expect(documents.json(digest)).rejects.toMatchObject({ name: 'DocumentChanged' });
  });
});

describe('the hours of a window', () => {
  it('are those it touches, in UTC, over the end of a year too', () => {
    expect(hoursBetween(new Date('2026-12-31T22:30:00Z'), new Date('2027-01-01T00:30:00Z'))).toEqual([
      '2026/12/31/22',
      '2026/12/31/23',
      '2027/01/01/00',
    ]);
    expect(hoursBetween(new Date('2026-03-02T08:00:00Z'), new Date('2026-03-02T09:00:00Z'))).toEqual(['2026/03/02/08']);
  });
});
