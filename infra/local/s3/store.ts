import type { Call, PutEvent } from '../service.ts';
import type { Bodies } from './bodies.ts';
import type { Bucket, Buckets } from './buckets.ts';
import type { Uploads } from './uploads.ts';
import type { Versions } from './versions.ts';

/** What the operations of S3 work on. */
export interface Store {
  readonly buckets: Buckets;
  readonly versions: Versions;
  readonly uploads: Uploads;
  readonly bodies: Bodies;
  readonly putEvent: PutEvent;
  /** In ms since 1970. */
  now(): number;
  /** A fresh opaque id, as version ids and upload ids are. */
  newId(): string;
}

/** One call on an existing bucket, and on a key unless the operation is the bucket's. */
export interface Request {
  readonly call: Call;
  readonly bucket: Bucket;
  readonly key: string;
}
