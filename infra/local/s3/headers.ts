import type { IncomingHttpHeaders } from 'node:http';
import { NotImplementedLocally, ServiceError } from '../service.ts';
import type { BucketSettings, Encryption } from './buckets.ts';
import type { Content, Tag } from './versions.ts';

/** `x-amz-` headers that are honoured somewhere, or change nothing here. Any other is refused by name. */
const KNOWN = [
  /^(date|content-sha256|security-token|user-agent|trailer|decoded-content-length|sdk-checksum-algorithm)$/,
  /^(checksum-(algorithm|type|mode|crc32|crc32c|crc64nvme|sha1|sha256))$/,
  /^(meta-.+|tagging|tagging-directive|metadata-directive|copy-source|mp-object-size)$/,
  /^copy-source-if-(match|none-match|modified-since|unmodified-since)$/,
  /^server-side-encryption(-aws-kms-key-id|-context|-bucket-key-enabled)?$/,
  /^(object-lock-(mode|retain-until-date|legal-hold)|bypass-governance-retention)$/,
  /^(expected-bucket-owner|source-expected-bucket-owner|request-payer)$/,
];

/** @throws NotImplementedLocally for a header that would be ignored in silence */
export const requireKnownHeaders = (headers: IncomingHttpHeaders): void => {
  for (const name of Object.keys(headers)) {
    if (!name.startsWith('x-amz-')) continue;
    if (name === 'x-amz-storage-class' && headers[name] === 'STANDARD') continue;
    // Ownership is enforced in every bucket here: these two say what is so anyway.
    if (name === 'x-amz-acl' && ['private', 'bucket-owner-full-control'].includes(String(headers[name]))) continue;
    const rest = name.slice('x-amz-'.length);
    if (!KNOWN.some((known) => known.test(rest))) throw new NotImplementedLocally(`the S3 header ${name}`);
  }
};

const KEPT = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];

/** A header as one text, `undefined` when it is absent. */
export const header = (headers: IncomingHttpHeaders, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
};

/** Headers and user metadata of an object, as sent with it. */
export const describedBy = (headers: IncomingHttpHeaders): Pick<Content, 'headers' | 'user'> => {
  const kept = KEPT.flatMap((name) => {
    const value = header(headers, name);
    const own = name === 'content-encoding' ? withoutAwsChunked(value) : value;
    return own ? [[name, own] as const] : [];
  });
  const user = Object.keys(headers)
    .filter((name) => name.startsWith('x-amz-meta-'))
    .map((name) => [name.slice('x-amz-meta-'.length), header(headers, name) ?? ''] as const);
  return { headers: Object.fromEntries(kept), user: Object.fromEntries(user) };
};

const withoutAwsChunked = (encoding = ''): string =>
  encoding
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== 'aws-chunked')
    .join(',');

/** Tags in the form of a query, as `x-amz-tagging` carries them. */
export const tagsIn = (headers: IncomingHttpHeaders): readonly Tag[] =>
  checkedTags([...new URLSearchParams(header(headers, 'x-amz-tagging') ?? '')].map(([Key, Value]) => ({ Key, Value })));

/** @throws ServiceError InvalidTag, by S3's limits for objects */
export const checkedTags = (tags: readonly Tag[]): readonly Tag[] => {
  if (tags.length > 10) throw new ServiceError('BadRequest', 'Object tags cannot be greater than 10');
  const keys = new Set(tags.map(({ Key }) => Key));
  if (keys.size < tags.length) throw new ServiceError('InvalidTag', 'Cannot provide multiple Tags with the same key');
  for (const { Key, Value } of tags)
    if (Key.length < 1 || Key.length > 128 || Value.length > 256)
      throw new ServiceError('InvalidTag', 'The TagKey or TagValue you have provided is invalid');
  return tags;
};

/** What encrypts an object: its own headers, or else the bucket's default. */
export const encryptionOf = (headers: IncomingHttpHeaders, settings: BucketSettings): Encryption => {
  const algorithm = header(headers, 'x-amz-server-side-encryption');
  if (algorithm === undefined) return settings.encryption;
  if (!['AES256', 'aws:kms', 'aws:kms:dsse'].includes(algorithm))
    throw new ServiceError('InvalidArgument', 'The encryption method specified is not supported');
  const bucketKey = header(headers, 'x-amz-server-side-encryption-bucket-key-enabled');
  return {
    algorithm,
    kmsKeyId: header(headers, 'x-amz-server-side-encryption-aws-kms-key-id'),
    bucketKeyEnabled: bucketKey === undefined ? undefined : bucketKey === 'true',
  };
};

export const encryptionHeaders = ({ algorithm, kmsKeyId, bucketKeyEnabled }: Encryption): Record<string, string> => ({
  'x-amz-server-side-encryption': algorithm,
  ...(kmsKeyId ? { 'x-amz-server-side-encryption-aws-kms-key-id': kmsKeyId } : {}),
  ...(bucketKeyEnabled ? { 'x-amz-server-side-encryption-bucket-key-enabled': 'true' } : {}),
});
