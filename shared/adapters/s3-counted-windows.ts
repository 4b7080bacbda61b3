import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { CountedWindows } from '../monitoring/ports.ts';
import { CountedWindow } from '../monitoring/schema.ts';
import { wholeBytes } from '../storage/ports.ts';
import { isMissing, open } from './s3-uploads.ts';

/** Counts of windows as compressed JSON. */
export const s3CountedWindows = (client: S3Client, bucket: string): CountedWindows => ({
  async keep(key, window) {
    const body = await promisify(gzip)(JSON.stringify(window));
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/gzip' }));
  },
  async keysAfter(folder, key) {
    const listing = { Bucket: bucket, Prefix: folder, StartAfter: key };
    const { Contents = [] } = await client.send(new ListObjectsV2Command(listing));
    return Contents.map(({ Key = '' }) => Key);
  },
  async find(key) {
    try {
      const text = (await promisify(gunzip)(await wholeBytes(await open(client, bucket, key)))).toString('utf8');
      return CountedWindow.parse(JSON.parse(text));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
});
