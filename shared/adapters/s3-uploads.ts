import type { Readable } from 'node:stream';
import {
  type _Object,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
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
      files.push(...(page.Contents ?? []).map(listed));
    }
    return files;
  },
  async find(key) {
    try {
      const found = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
      const { ContentLength: Size, ETag, LastModified, VersionId } = found;
      return { ...listed({ Key: key, Size, ETag, LastModified }), version: VersionId };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
  async *walk(except) {
    for (let after: string | undefined, more = true; more; ) {
      // Encoded, for a key may hold characters that XML has no words for: one of them must not hide all others.
      const page = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, StartAfter: after, EncodingType: 'url' }),
      );
      const files = (page.Contents ?? []).map((one) => listed({ ...one, Key: decoded(one.Key ?? '') }));
      const passedOver = (key: string) => except.find((prefix) => key.startsWith(prefix));
      yield* files.filter(({ key }) => passedOver(key) === undefined);
      const last = files.at(-1)?.key ?? '';
      const prefix = passedOver(last);
      after = prefix === undefined || last > behind(prefix) ? last : behind(prefix);
      more = page.IsTruncated === true;
    }
  },
});

const listed = ({ Key = '', Size = 0, ETag = '', LastModified }: _Object): ListedFile => ({
  key: Key,
  bytes: Size,
  etag: ETag,
  at: LastModified ?? new Date(Number.NaN),
});

const decoded = (key: string): string => decodeURIComponent(key.replaceAll('+', ' '));

/** Behind every key that begins so: a million pushed records are passed over in one step. */
const behind = (prefix: string): string => `${prefix}\u{10ffff}`;

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
