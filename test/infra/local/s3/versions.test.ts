import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { openForTest as open, refusal, textOf, versioned } from './bucket.ts';

const Bucket = 'models';

describe('versions', () => {
  it('keeps every version, and hides a deleted key behind a marker that can be taken away', async () => {
    const bucket = await open(versioned);
    const { client } = bucket;
    const one = await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'one' }));
    await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'two' }));
    expect(await textOf(bucket, 'a')).toBe('two');
    expect(await textOf(bucket, 'a', { VersionId: one.VersionId })).toBe('one');

    const marker = await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    expect(marker.DeleteMarker).toBe(true);
    expect(await refusal(textOf(bucket, 'a'))).toBe('NoSuchKey');
    expect(await textOf(bucket, 'a', { VersionId: one.VersionId })).toBe('one');
    expect(await refusal(textOf(bucket, 'a', { VersionId: marker.VersionId }))).toBe('MethodNotAllowed');

    const listed = await client.send(new ListObjectVersionsCommand({ Bucket }));
    expect(listed.DeleteMarkers?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
      [marker.VersionId, true],
    ]);
    expect(listed.Versions?.map(({ VersionId }) => VersionId)[1]).toBe(one.VersionId);

    await client.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId: marker.VersionId }));
    expect(await textOf(bucket, 'a')).toBe('two');
  });

  it('pages through versions of one key', async () => {
    const { client } = await open(versioned);
    const made = [];
    for (const Body of ['1', '2', '3', '4', '5'])
      made.unshift((await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body }))).VersionId);
    const seen: (string | undefined)[] = [];
    let next: { KeyMarker?: string; VersionIdMarker?: string } = {};
    for (let more = true; more; ) {
      const page = await client.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 2, ...next }));
      seen.push(...(page.Versions ?? []).map(({ VersionId }) => VersionId));
      next = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
      more = page.IsTruncated ?? false;
    }
    expect(seen).toEqual(made);
  });

  it('deletes many at once, and says which it may not', async () => {
    const { client } = await open({ ObjectLockEnabled: true });
    const held = await client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'held',
        Body: 'x',
        ObjectLockMode: 'COMPLIANCE',
        ObjectLockRetainUntilDate: new Date(Date.now() + 60_000),
      }),
    );
    await client.send(new PutObjectCommand({ Bucket, Key: 'free & easy', Body: 'x' }));
    const Objects = [{ Key: 'held', VersionId: held.VersionId }, { Key: 'free & easy' }, { Key: 'never was' }];
    const { Deleted, Errors } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted?.map(({ Key, DeleteMarker }) => [Key, DeleteMarker])).toEqual([
      ['free & easy', true],
      ['never was', true],
    ]);
    expect(Errors?.map(({ Key, Code }) => [Key, Code])).toEqual([['held', 'AccessDenied']]);
  });
});
