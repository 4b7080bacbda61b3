import type { Readable } from 'node:stream';
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { ListedFile, Uploads } from '../storage/ports.ts';

export const s3Uploads = (client: S3Client, bucket: string): Uploads => ({
  async read(key) {
    try {
      const { Body, VersionId } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return { content: Body as Readable, version: VersionId };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
  async list(prefix) {
    const files: ListedFile[] = [];
    for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
      files.push(
        ...(page.Contents ?? []).map(({ Key, Size, ETag }) => ({ key: Key ?? '', bytes: Size ?? 0, etag: ETag ?? '' })),
      );
    }
    return files;
  },
});

/** Opens an object as a stream. */
export const open = async (client: S3Client, bucket: string, key: string): Promise<Readable> => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return Body as Readable;
};

/** S3 answers a missing key with 404, or with 403 where the caller may not list the bucket; only the first is "missing" here. */
export const isMissing = (error: unknown): boolean => {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return name === 'NoSuchKey' || name === 'NotFound' || $metadata?.httpStatusCode === 404;
};
