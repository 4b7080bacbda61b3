import type { Reply } from '../service.ts';
import { NotImplementedLocally, ServiceError } from '../service.ts';
import { algorithmNamed, algorithms } from './checksums.ts';
import { checkRead } from './conditions.ts';
import { findObject, versionHeader } from './find-object.ts';
import { describedBy, encryptionHeaders, encryptionOf, header, tagsIn } from './headers.ts';
import { lockOf } from './lock.ts';
import { addObject } from './put-object.ts';
import { locationOf } from './route.ts';
import type { Request, Store } from './store.ts';
import type { Content, Version } from './versions.ts';
import { xmlDocument } from './xml.ts';

/** The object that a copy is made of. */
export const copySource = (value: string): { bucket: string; key: string; version?: string } => {
  const [path = '', version] = value.split('?versionId=');
  const { bucket, key } = locationOf(path.startsWith('/') ? path : `/${path}`);
  if (key === '') throw new ServiceError('InvalidArgument', 'Copy Source must mention the source bucket and key');
  return { bucket, key, version };
};

export const copyObject = async (store: Store, request: Request): Promise<Reply> => {
  const { headers } = request.call;
  if (headers['if-match'] ?? headers['if-none-match'])
    throw new NotImplementedLocally('conditional writes by CopyObject');
  const named = copySource(header(headers, 'x-amz-copy-source') ?? '');
  const source = findObject(store, named.bucket, named.key, named.version);
  if (checkRead(headers, source, 'x-amz-copy-source-') === 'not modified')
    throw new ServiceError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
  const about = describedAs(store, request, source);
  if (about.replaced === 'nothing' && named.bucket === request.bucket.name && named.key === request.key)
    throw new ServiceError(
      'InvalidRequest',
      'This copy request is illegal because it is trying to copy an object to itself without changing its metadata.',
    );
  const encryption = encryptionOf(headers, request.bucket.settings);
  const { checksums, etag } = await ofTheWhole(store, headers['x-amz-checksum-algorithm'], source);
  const pieces = await store.bodies.copy(source.content.pieces);
  const content: Content = { ...about.content, pieces, encryption, checksums, checksumType: 'FULL_OBJECT' };
  const version = await addObject(store, request, { size: source.size, etag, content, reason: 'CopyObject' });
  const given = Object.entries(checksums).map(([name, value]) => [`Checksum${name}`, value]);
  return {
    headers: {
      'content-type': 'application/xml',
      ...versionHeader(version),
      ...encryptionHeaders(encryption),
      ...(source.version === 'null' ? {} : { 'x-amz-copy-source-version-id': source.version }),
    },
    body: xmlDocument('CopyObjectResult', {
      ETag: `"${etag}"`,
      LastModified: new Date(store.now()).toISOString(),
      ...Object.fromEntries(given),
    }),
  };
};

const describedAs = (store: Store, { call: { headers }, bucket }: Request, { content }: Version) => {
  const replaceAll = headers['x-amz-metadata-directive'] === 'REPLACE';
  const replaceTags = headers['x-amz-tagging-directive'] === 'REPLACE';
  const described = replaceAll ? describedBy(headers) : { headers: content.headers, user: content.user };
  const tags = replaceTags ? tagsIn(headers) : content.tags;
  const sealed = headers['x-amz-server-side-encryption'] !== undefined;
  const replaced = replaceAll || replaceTags || sealed ? 'something' : 'nothing';
  return { replaced, content: { ...described, tags, ...lockOf(headers, bucket.settings, store.now()) } } as const;
};

/** A copy is one object, whatever its source was: its ETag is the MD5 and its checksums are of the whole. */
const ofTheWhole = async ({ bodies }: Store, asked: unknown, { content, etag }: Version) => {
  const { checksums, pieces } = content;
  const wanted = algorithms.filter((algorithm) =>
    typeof asked === 'string' ? algorithmNamed(asked) === algorithm : checksums[algorithm] !== undefined,
  );
  const whole = content.checksumType === 'FULL_OBJECT' && !etag.includes('-');
  if (whole && wanted.every((algorithm) => checksums[algorithm] !== undefined)) return { checksums, etag };
  const measured = await bodies.measure(pieces, wanted);
  return { checksums: measured.checksums, etag: measured.md5.toString('hex') };
};
