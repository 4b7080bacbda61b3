import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { sha256 } from '../kernel/canonical.ts';
import { AppError } from '../kernel/errors.ts';
import { type Documents, wholeBytes } from '../storage/ports.ts';
import { isMissing, open } from './s3-uploads.ts';

/** A stored document does not hash to its name any more. */
class DocumentChanged extends AppError {
  override readonly name = 'DocumentChanged';
  constructor(key: string) {
    super(`${key} does not hash to its name`, { key });
  }
}

export const s3Documents = (client: S3Client, bucket: string): Documents => ({
  async keepJson(value) {
    const body = JSON.stringify(value);
    const digest = sha256(body);
    try {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key(digest),
          Body: body,
          ContentType: 'application/json',
          IfNoneMatch: '*',
        }),
      );
    } catch (error) {
      // It is there already; its name is its content.
      if ((error as Error).name !== 'PreconditionFailed') throw error;
    }
    return digest;
  },
  async json(digest) {
    const body = await wholeBytes(await open(client, bucket, key(digest)));
    if (sha256(body) !== digest) throw new DocumentChanged(key(digest));
    return JSON.parse(body.toString('utf8')) as unknown;
  },
  async put(name, body, contentType) {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body: body, ContentType: contentType }));
  },
  async text(name) {
    try {
      return (await wholeBytes(await open(client, bucket, name))).toString('utf8');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
});

const key = (digest: string): string => `documents/sha256/${digest}.json`;
