import type { Access, Call } from '../service.ts';
import { bucketArn } from './buckets.ts';
import { copySource } from './copy-object.ts';
import { deletionsIn } from './delete-objects.ts';
import { header } from './headers.ts';
import { bypasses } from './lock.ts';
import type { Target } from './route.ts';
import type { Version } from './versions.ts';

const objectArn = (bucket: string, key: string): string => `${bucketArn(bucket)}/${key}`;

/** Condition keys of writes, by the header that gives each its value. */
const CONDITIONS = [
  'if-match',
  'if-none-match',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
];

/** `s3:ObjectCreationOperation` is false for the calls of a multipart upload that make no object yet. */
const writing = ({ headers }: Call, creates: boolean): Record<string, string> => ({
  's3:ObjectCreationOperation': String(creates),
  ...Object.fromEntries(
    CONDITIONS.flatMap((name) => {
      const value = header(headers, name);
      return value === undefined ? [] : [[`s3:${name}`, value]];
    }),
  ),
});

const listing = ({ query }: Call): Record<string, string> =>
  Object.fromEntries(
    ['prefix', 'delimiter', 'max-keys'].flatMap((name) => {
      const value = query.get(name);
      return value === null ? [] : [[`s3:${name}`, value]];
    }),
  );

/** Rights that headers of a write call for besides s3:PutObject. */
const besides = ({ headers }: Call, resource: string): readonly Access[] => [
  ...(headers['x-amz-tagging'] ? [{ action: 's3:PutObjectTagging', resource }] : []),
  ...(headers['x-amz-object-lock-mode'] ? [{ action: 's3:PutObjectRetention', resource }] : []),
  ...(headers['x-amz-object-lock-legal-hold'] ? [{ action: 's3:PutObjectLegalHold', resource }] : []),
];

/** Finds what a call is about, a delete marker too. */
type Find = (bucket: string, key: string, version?: string) => Version | undefined;

/** S3 knows the tags of what is read or tagged; of what is overwritten or deleted it does not ask them. */
const tagsOf = (found: Version | undefined): Record<string, string> =>
  Object.fromEntries((found?.content.tags ?? []).map(({ Key, Value }) => [`s3:ExistingObjectTag/${Key}`, Value]));

const reading = (find: Find, bucket: string, key: string, version: string | undefined): Access => ({
  action: version ? 's3:GetObjectVersion' : 's3:GetObject',
  resource: objectArn(bucket, key),
  context: { ...tagsOf(find(bucket, key, version)), ...(version ? { 's3:VersionId': version } : {}) },
});

const deleting = (call: Call, bucket: string, key: string, version: string | null | undefined): readonly Access[] => {
  const resource = objectArn(bucket, key);
  const action = version ? 's3:DeleteObjectVersion' : 's3:DeleteObject';
  return [
    { action, resource },
    ...(bypasses(call.headers) ? [{ action: 's3:BypassGovernanceRetention', resource }] : []),
  ];
};

const TAGGING = /^(Get|Put|Delete)ObjectTagging$/;

/**
 * What a call needs to be allowed. Who may not list a bucket is not told whether a key is in it: reading a key that is
 * not there needs s3:ListBucket as well, so that the answer is then 403 as in S3.
 */
export const accessFor = async (
  call: Call,
  { operation, bucket, key }: Target,
  find: Find,
): Promise<readonly Access[]> => {
  const resource = key === '' ? bucketArn(bucket) : objectArn(bucket, key);
  const version = call.query.get('versionId') ?? undefined;
  switch (operation) {
    case 'ListBuckets':
      return [{ action: 's3:ListAllMyBuckets', resource: '*' }];
    case 'HeadBucket':
    case 'ListObjectsV2':
      return [{ action: 's3:ListBucket', resource, context: listing(call) }];
    case 'ListObjectVersions':
      return [{ action: 's3:ListBucketVersions', resource, context: listing(call) }];
    case 'ListMultipartUploads':
      return [{ action: 's3:ListBucketMultipartUploads', resource }];
    case 'GetObject':
    case 'HeadObject': {
      const hidden = !version && (find(bucket, key)?.marker ?? true);
      const listed = { action: 's3:ListBucket', resource: bucketArn(bucket) };
      return [reading(find, bucket, key, version), ...(hidden ? [listed] : [])];
    }
    case 'PutObject':
      return [{ action: 's3:PutObject', resource, context: writing(call, true) }, ...besides(call, resource)];
    case 'CopyObject': {
      const source = copySource(header(call.headers, 'x-amz-copy-source') ?? '');
      const put = { action: 's3:PutObject', resource, context: writing(call, true) };
      return [reading(find, source.bucket, source.key, source.version), put, ...besides(call, resource)];
    }
    case 'CompleteMultipartUpload':
      return [{ action: 's3:PutObject', resource, context: writing(call, true) }];
    case 'CreateMultipartUpload':
      return [{ action: 's3:PutObject', resource, context: writing(call, false) }, ...besides(call, resource)];
    case 'UploadPart':
      return [{ action: 's3:PutObject', resource, context: writing(call, false) }];
    case 'AbortMultipartUpload':
      return [{ action: 's3:AbortMultipartUpload', resource }];
    case 'ListParts':
      return [{ action: 's3:ListMultipartUploadParts', resource }];
    case 'DeleteObject':
      return deleting(call, bucket, key, version);
    case 'DeleteObjects': {
      const { objects } = deletionsIn(await call.bytes());
      return objects.flatMap((object) => deleting(call, bucket, object.key, object.version));
    }
    default: {
      if (!TAGGING.test(operation)) return [{ action: `s3:${operation}`, resource }];
      const action = version ? operation.replace('Object', 'ObjectVersion') : operation;
      return [{ action: `s3:${action}`, resource, context: tagsOf(find(bucket, key, version)) }];
    }
  }
};
