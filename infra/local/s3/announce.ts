import { randomBytes } from 'node:crypto';
import { ACCOUNT } from '../service.ts';
import { bucketArn } from './buckets.ts';
import type { Request, Store } from './store.ts';

interface Happening {
  readonly type: 'Object Created' | 'Object Deleted';
  /** API operation that did it. */
  readonly reason: string;
  readonly object: { readonly size?: number; readonly etag?: string; readonly sequence: number };
  /** Left out where the bucket has no versioning. */
  readonly version?: string;
  readonly deletion?: 'Permanently Deleted' | 'Delete Marker Created';
}

/** Tells the default event bus, when the bucket is set to. Sequencers of one key grow, compared as text. */
export const announce = (
  { putEvent }: Store,
  { bucket, key }: Pick<Request, 'bucket' | 'key'>,
  { type, reason, object, version, deletion }: Happening,
): void => {
  if (!bucket.settings.eventBridge) return;
  const { size, etag, sequence } = object;
  putEvent({
    source: 'aws.s3',
    'detail-type': type,
    resources: [bucketArn(bucket.name)],
    detail: {
      version: '0',
      bucket: { name: bucket.name },
      object: {
        key,
        ...(size === undefined ? {} : { size }),
        ...(etag === undefined ? {} : { etag }),
        ...(version === undefined ? {} : { 'version-id': version }),
        sequencer: sequence.toString(16).toUpperCase().padStart(18, '0'),
      },
      'request-id': randomBytes(8).toString('hex').toUpperCase(),
      requester: ACCOUNT,
      'source-ip-address': '127.0.0.1',
      reason,
      ...(deletion === undefined ? {} : { 'deletion-type': deletion }),
    },
  });
};
