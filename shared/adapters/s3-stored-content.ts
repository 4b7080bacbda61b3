import type { S3Client } from '@aws-sdk/client-s3';
import type { StoredContent } from '../storage/ports.ts';
import { open } from './s3-uploads.ts';

/** The content store for functions that only read: without what writing brings into a bundle. */
export const s3StoredContent = (client: S3Client, bucket: string): StoredContent => ({
  read: (key) => open(client, bucket, key),
});
