import type { Call } from '../service.ts';
import { NotImplementedLocally, ServiceError } from '../service.ts';

/** A REST operation of S3: method, level, the query names that mark it, and those it may have besides. */
interface Shape {
  readonly method: string;
  readonly level: 'service' | 'bucket' | 'object';
  readonly marks?: readonly string[];
  readonly options?: readonly string[];
  /** Told apart from another operation of the same form by `x-amz-copy-source`. */
  readonly copies?: boolean;
}

const listing = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];
const overrides = ['type', 'language', 'expires', 'cache-control', 'disposition', 'encoding'].map((name) =>
  name === 'expires' || name === 'cache-control' ? `response-${name}` : `response-content-${name}`,
);

const OPERATIONS = {
  ListBuckets: { method: 'GET', level: 'service' },
  HeadBucket: { method: 'HEAD', level: 'bucket' },
  GetBucketLocation: { method: 'GET', level: 'bucket', marks: ['location'] },
  GetBucketVersioning: { method: 'GET', level: 'bucket', marks: ['versioning'] },
  ListObjectsV2: {
    method: 'GET',
    level: 'bucket',
    marks: ['list-type'],
    options: [...listing, 'continuation-token', 'start-after', 'fetch-owner'],
  },
  ListObjectVersions: {
    method: 'GET',
    level: 'bucket',
    marks: ['versions'],
    options: [...listing, 'key-marker', 'version-id-marker'],
  },
  ListMultipartUploads: { method: 'GET', level: 'bucket', marks: ['uploads'], options: ['prefix'] },
  DeleteObjects: { method: 'POST', level: 'bucket', marks: ['delete'] },
  PutObject: { method: 'PUT', level: 'object' },
  CopyObject: { method: 'PUT', level: 'object', copies: true },
  GetObject: { method: 'GET', level: 'object', options: ['versionId', ...overrides] },
  HeadObject: { method: 'HEAD', level: 'object', options: ['versionId', ...overrides] },
  DeleteObject: { method: 'DELETE', level: 'object', options: ['versionId'] },
  CreateMultipartUpload: { method: 'POST', level: 'object', marks: ['uploads'] },
  UploadPart: { method: 'PUT', level: 'object', marks: ['partNumber', 'uploadId'] },
  UploadPartCopy: { method: 'PUT', level: 'object', marks: ['partNumber', 'uploadId'], copies: true },
  ListParts: { method: 'GET', level: 'object', marks: ['uploadId'], options: ['max-parts', 'part-number-marker'] },
  CompleteMultipartUpload: { method: 'POST', level: 'object', marks: ['uploadId'] },
  AbortMultipartUpload: { method: 'DELETE', level: 'object', marks: ['uploadId'] },
  GetObjectTagging: { method: 'GET', level: 'object', marks: ['tagging'], options: ['versionId'] },
  PutObjectTagging: { method: 'PUT', level: 'object', marks: ['tagging'], options: ['versionId'] },
  DeleteObjectTagging: { method: 'DELETE', level: 'object', marks: ['tagging'], options: ['versionId'] },
  GetObjectRetention: { method: 'GET', level: 'object', marks: ['retention'], options: ['versionId'] },
  PutObjectRetention: { method: 'PUT', level: 'object', marks: ['retention'], options: ['versionId'] },
  GetObjectLegalHold: { method: 'GET', level: 'object', marks: ['legal-hold'], options: ['versionId'] },
  PutObjectLegalHold: { method: 'PUT', level: 'object', marks: ['legal-hold'], options: ['versionId'] },
} as const satisfies Record<string, Shape>;

export type Operation = Exclude<keyof typeof OPERATIONS, 'UploadPartCopy'>;

export interface Target {
  readonly operation: Operation;
  readonly bucket: string;
  readonly key: string;
}

/** Query names that belong to signatures and SDKs, not to operations. */
const everywhere = (name: string): boolean => /^x-(amz-|id$)/i.test(name);

/** Finds the operation by method, path and query. @throws NotImplementedLocally naming what S3 has and this has not */
export const route = ({ method, path, query, headers }: Call): Target => {
  const { bucket, key } = locationOf(path);
  const level = bucket === '' ? 'service' : key === '' ? 'bucket' : 'object';
  const names = [...query.keys()].filter((name) => !everywhere(name));
  const copies = headers['x-amz-copy-source'] !== undefined;
  const [found] = (Object.entries(OPERATIONS) as [keyof typeof OPERATIONS, Shape][])
    .filter(([, shape]) => shape.method === method && shape.level === level && (shape.copies ?? false) === copies)
    .filter(([, { marks = [] }]) => marks.every((mark) => names.includes(mark)))
    .sort(([, a], [, b]) => (b.marks?.length ?? 0) - (a.marks?.length ?? 0));
  const asked = `${method} of ${level === 'object' ? 'an object' : level === 'bucket' ? 'a bucket' : 'S3 itself'}`;
  if (!found || found[0] === 'UploadPartCopy')
    throw new NotImplementedLocally(`${found?.[0] ?? asked}${names.map((name) => ` ?${name}`).join('')}`);
  const [operation, { marks = [], options = [] }] = found;
  const unknown = names.find((name) => !marks.includes(name) && !options.includes(name));
  if (unknown !== undefined) throw new NotImplementedLocally(`?${unknown} of the S3 operation ${operation}`);
  return { operation, bucket, key };
};

/** Path style: `/<bucket>/<key>`. */
export const locationOf = (path: string): { readonly bucket: string; readonly key: string } => {
  const [, bucket = '', ...rest] = path.split('/');
  try {
    return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(rest.join('/')) };
  } catch {
    throw new ServiceError('InvalidURI', `Couldn't parse the specified URI.`);
  }
};
