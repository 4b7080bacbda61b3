import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Opened, openBucket } from './bucket.ts';

const Bucket = 'models';
const keys = ['a', 'b/1', 'b/2', 'b/c/1', 'b0', 'd/1', 'd/2', 'é', 'z/ &<>'];
let bucket: Opened;
beforeAll(async () => {
  bucket = await openBucket();
  for (const Key of keys) await bucket.client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
});
afterAll(() => bucket.close());

/** All pages of a listing, keys and prefixes in the order in which they came. */
const listAll = async (more: object) => {
  const Contents: string[] = [];
  const prefixes: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await bucket.client.send(new ListObjectsV2Command({ Bucket, ...more, ContinuationToken }));
    Contents.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ''));
    prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix ?? ''));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  return { keys: Contents, prefixes };
};

describe('ListObjectsV2', () => {
  it('lists in the order of the keys', async () => {
    expect(await listAll({})).toEqual({
      keys: ['a', 'b/1', 'b/2', 'b/c/1', 'b0', 'd/1', 'd/2', 'z/ &<>', 'é'],
      prefixes: [],
    });
  });

  it('confines itself to a prefix and starts after a key', async () => {
    expect((await listAll({ Prefix: 'b/' })).keys).toEqual(['b/1', 'b/2', 'b/c/1']);
    expect((await listAll({ StartAfter: 'b/2', Prefix: 'b' })).keys).toEqual(['b/c/1', 'b0']);
  });

  it('rolls keys up to a delimiter', async () => {
    expect(await listAll({ Delimiter: '/' })).toEqual({ keys: ['a', 'b0', 'é'], prefixes: ['b/', 'd/', 'z/'] });
    expect(await listAll({ Delimiter: '/', Prefix: 'b/' })).toEqual({ keys: ['b/1', 'b/2'], prefixes: ['b/c/'] });
  });

  it('finds the same in pages of any size', async () => {
    const shapes = fc.record({
      MaxKeys: fc.integer({ min: 1, max: 10 }),
      Prefix: fc.constantFrom('', 'b', 'b/', 'd/', 'none'),
      Delimiter: fc.constantFrom(undefined, '/', 'c'),
    });
    await fc.assert(
      fc.asyncProperty(shapes, async ({ MaxKeys, ...shape }) => {
        expect(await listAll({ ...shape, MaxKeys })).toEqual(await listAll(shape));
      }),
      { numRuns: 25 },
    );
  });

  it('counts what is on the page, not what there is', async () => {
    const page = await bucket.client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 2 }));
    expect([page.KeyCount, page.IsTruncated]).toEqual([2, true]);
    const none = await bucket.client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }));
    expect([none.KeyCount, none.IsTruncated]).toEqual([0, false]);
  });
});
