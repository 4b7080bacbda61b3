import type { Reply } from '../service.ts';
import { ServiceError } from '../service.ts';
import { checksumHeaders } from './checksums.ts';
import { checkRead } from './conditions.ts';
import { findObject, versionHeader } from './find-object.ts';
import { encryptionHeaders, header } from './headers.ts';
import { lockHeaders } from './lock.ts';
import type { Request, Store } from './store.ts';
import type { Version } from './versions.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}

/** One range of bytes, both ends included; `undefined` for what HTTP says to ignore. @throws ServiceError InvalidRange */
const rangeOf = (range: string | undefined, size: number): Range | undefined => {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(size - Number(to), 0) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  if (start >= size || (from === '' && Number(to) === 0))
    throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', 416, {
      RangeRequested: range,
      ActualObjectSize: size,
    });
  return { start, end };
};

const headersOf = (object: Version): Record<string, string> => {
  const { headers, user, tags, encryption } = object.content;
  const metadata = Object.entries(user).map(([name, value]) => [`x-amz-meta-${name}`, value]);
  return {
    'content-type': 'binary/octet-stream',
    ...headers,
    ...Object.fromEntries(metadata),
    'accept-ranges': 'bytes',
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.modified).toUTCString(),
    ...versionHeader(object.version),
    ...encryptionHeaders(encryption),
    ...lockHeaders(object),
    ...(tags.length > 0 ? { 'x-amz-tagging-count': String(tags.length) } : {}),
  };
};

/** Headers that the caller wants instead, as links for browsers do. */
const overridden = (query: URLSearchParams): Record<string, string> =>
  Object.fromEntries(
    [...query].flatMap(([name, value]) =>
      name.startsWith('response-') ? [[name.slice('response-'.length), value]] : [],
    ),
  );

/** GetObject and HeadObject. */
export const getObject = (store: Store, { call, bucket, key }: Request): Reply => {
  const object = findObject(store, bucket.name, key, call.query.get('versionId') ?? undefined);
  const { content, size } = object;
  const headers = { ...headersOf(object), ...overridden(call.query) };
  if (checkRead(call.headers, object) === 'not modified') return { status: 304, headers };
  const range = rangeOf(header(call.headers, 'range'), size);
  const { start, end } = range ?? { start: 0, end: size - 1 };
  // Checksums are of the whole: S3 leaves them out of a part, which could not be held against them.
  const checked = range === undefined && header(call.headers, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  return {
    status: range ? 206 : 200,
    headers: {
      ...headers,
      ...(checked ? checksumHeaders(content.checksums, content.checksumType) : {}),
      ...(range ? { 'content-range': `bytes ${start}-${end}/${size}` } : {}),
      'content-length': String(end - start + 1),
    },
    ...(call.method === 'HEAD' || size === 0 ? {} : { body: store.bodies.read(content.pieces, start, end) }),
  };
};
