import type { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { Uploads } from '../storage/ports.ts';

export const s3Uploads = (client: S3Client, bucket: string): Uploads => ({
  async look(key) {
    try {
      const found = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
      return { bytes: found.ContentLength ?? 0, etag: found.ETag ?? '', versionId: found.VersionId ?? '' };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
  read: (key, versionId) => open(client, bucket, key, versionId),
  async list(prefix) {
    const keys: string[] = [];
    for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
      keys.push(...(page.Contents ?? []).flatMap((object) => object.Key ?? []));
    }
    return keys;
  },
});

/** Opens an object as a stream. */
export const open = async (client: S3Client, bucket: string, key: string, versionId?: string): Promise<Readable> => {
  const { Body } = await client.send(
    new GetObjectCommand({ Bucket: bucket, Key: key, ...(versionId && { VersionId: versionId }) }),
  );
  return Body as Readable;
};

/** S3 answers a missing key with 404, or with 403 where the caller may not list the bucket; only the first is "missing" here. */
export const isMissing = (error: unknown): boolean => {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return name === 'NoSuchKey' || name === 'NotFound' || $metadata?.httpStatusCode === 404;
};
