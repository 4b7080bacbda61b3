import type { Readable } from 'node:stream';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Credentials } from './front-door/credentials.ts';
import { REGION } from './service.ts';

/** Objects of the local cloud's own S3, for the services that read and write them on somebody's behalf. */
export const objectsOf = (endpoint: string, credentials: Credentials) => {
  const client = new S3Client({ endpoint, region: REGION, credentials, forcePathStyle: true });
  return {
    read: async (s3Uri: string): Promise<Readable> => {
      const { Body } = await client.send(new GetObjectCommand(placeOf(s3Uri)));
      return Body as Readable;
    },
    write: async (s3Uri: string, body: Buffer): Promise<void> => {
      await client.send(new PutObjectCommand({ ...placeOf(s3Uri), Body: body }));
    },
    stop: () => client.destroy(),
  };
};

const placeOf = (s3Uri: string): { Bucket: string; Key: string } => {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(s3Uri) ?? [];
  if (!Bucket || !Key) throw new Error(`${s3Uri} is not the address of an S3 object.`);
  return { Bucket, Key };
};
