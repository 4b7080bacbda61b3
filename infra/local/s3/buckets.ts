import type { DatabaseSync } from 'node:sqlite';
import { ServiceError } from '../service.ts';

export interface Encryption {
  /** `AES256`, `aws:kms` or `aws:kms:dsse`. Bodies are kept in the clear here: this is what is stored and said. */
  readonly algorithm: string;
  readonly kmsKeyId?: string;
  readonly bucketKeyEnabled?: boolean;
}

export interface DefaultRetention {
  readonly mode: string;
  readonly days?: number;
  readonly years?: number;
}

export interface BucketSettings {
  readonly versioning?: 'Enabled' | 'Suspended';
  readonly encryption: Encryption;
  /** Whether it tells the default event bus what happens to its objects. */
  readonly eventBridge: boolean;
  readonly objectLock: boolean;
  readonly defaultRetention?: DefaultRetention;
}

export interface Bucket {
  readonly name: string;
  readonly created: number;
  readonly settings: BucketSettings;
}

export interface Buckets {
  /** @throws ServiceError NoSuchBucket */
  get(name: string): Bucket;
  list(): readonly Bucket[];
  /** Makes the bucket, or gives an existing one new settings; its objects stay. */
  put(name: string, settings: BucketSettings, now: number): void;
}

export const createBuckets = (database: DatabaseSync): Buckets => {
  const one = database.prepare('SELECT * FROM buckets WHERE name = ?');
  const all = database.prepare('SELECT * FROM buckets ORDER BY name');
  const upsert = database.prepare(
    'INSERT INTO buckets VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET settings = excluded.settings',
  );
  return {
    get: (name) => {
      const row = one.get(name);
      if (!row)
        throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });
      return bucketOf(row);
    },
    list: () => all.all().map(bucketOf),
    put: (name, settings, now) => {
      upsert.run(name, now, JSON.stringify(settings));
    },
  };
};

const bucketOf = (row: Record<string, unknown>): Bucket => ({
  name: String(row.name),
  created: Number(row.created),
  settings: JSON.parse(String(row.settings)) as BucketSettings,
});

export const bucketArn = (name: string): string => `arn:aws:s3:::${name}`;
