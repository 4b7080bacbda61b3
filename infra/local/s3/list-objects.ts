import type { Reply } from '../service.ts';
import { ServiceError } from '../service.ts';
import type { Request, Store } from './store.ts';
import type { Version } from './versions.ts';
import { type XmlContents, xmlDocument } from './xml.ts';

interface Listing {
  readonly versions: readonly Version[];
  /** Keys rolled up to their delimiter. */
  readonly prefixes: readonly string[];
  /** Where the next page begins; `undefined` after the last. */
  readonly next?: Version;
}

interface Rolling {
  readonly prefix: string;
  readonly delimiter: string;
  readonly limit: number;
  /** A rolled-up prefix that an earlier page has shown already. */
  readonly shown?: string;
}

/** One page: keys under the prefix, with those that share the part up to the delimiter shown once. */
const rollUp = (found: Iterable<Version>, { prefix, delimiter, limit, shown }: Rolling): Listing => {
  const versions: Version[] = [];
  const prefixes: string[] = [];
  let last: Version | undefined;
  for (const version of found) {
    const common = commonPrefix(version.key, prefix, delimiter);
    const repeated = common !== undefined && (common === prefixes.at(-1) || common === shown);
    if (!repeated) {
      if (versions.length + prefixes.length >= limit) return { versions, prefixes, next: last };
      if (common === undefined) versions.push(version);
      else prefixes.push(common);
    }
    last = version;
  }
  return { versions, prefixes };
};

const commonPrefix = (key: string, prefix: string, delimiter: string): string | undefined => {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
};

const asked = ({ call: { query } }: Request) => {
  const limit = Number(query.get('max-keys') ?? 1000);
  if (!Number.isInteger(limit) || limit < 0)
    throw new ServiceError('InvalidArgument', 'Provided max-keys not an integer or within integer range');
  const encoded = query.get('encoding-type') === 'url';
  const encode = (text: string): string => (encoded ? encodeURIComponent(text).replaceAll('%2F', '/') : text);
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    limit: Math.min(limit, 1000),
    encode,
    encodingType: encoded ? 'url' : undefined,
  };
};

const xml = (root: string, contents: XmlContents): Reply => ({
  headers: { 'content-type': 'application/xml' },
  body: xmlDocument(root, contents),
});

const describe = ({ etag, size, modified, content }: Version) => ({
  LastModified: new Date(modified).toISOString(),
  ETag: `"${etag}"`,
  ...algorithmOf(content.checksums, content.checksumType),
  Size: size,
  StorageClass: 'STANDARD',
});

const algorithmOf = (checksums: object, ChecksumType: string): XmlContents => {
  const names = Object.keys(checksums);
  return names.length === 0 ? {} : { ChecksumAlgorithm: names, ChecksumType };
};

export const listObjects = ({ versions }: Store, request: Request): Reply => {
  const { query } = request.call;
  if (query.get('list-type') !== '2') throw new ServiceError('InvalidArgument', 'list-type must be 2');
  const { prefix, delimiter, limit, encode, encodingType } = asked(request);
  const token = query.get('continuation-token') ?? undefined;
  const after = token === undefined ? (query.get('start-after') ?? '') : keyIn(token);
  const found = versions.list(request.bucket.name, { prefix, after }, 'latest');
  const shown = token === undefined ? undefined : commonPrefix(after, prefix, delimiter);
  const page = limit === 0 ? { versions: [], prefixes: [] } : rollUp(found, { prefix, delimiter, limit, shown });
  return xml('ListBucketResult', {
    Name: request.bucket.name,
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    MaxKeys: limit,
    EncodingType: encodingType,
    KeyCount: page.versions.length + page.prefixes.length,
    IsTruncated: page.next !== undefined,
    ContinuationToken: token,
    NextContinuationToken: page.next && Buffer.from(page.next.key).toString('base64url'),
    StartAfter: query.get('start-after') ?? undefined,
    Contents: page.versions.map((version) => ({ Key: encode(version.key), ...describe(version) })),
    CommonPrefixes: page.prefixes.map((common) => ({ Prefix: encode(common) })),
  });
};

const keyIn = (token: string): string => {
  const key = Buffer.from(token, 'base64url');
  if (key.toString('base64url') !== token)
    throw new ServiceError('InvalidArgument', 'The continuation token provided is incorrect');
  return key.toString('utf8');
};

export const listVersions = ({ versions }: Store, request: Request): Reply => {
  const { query } = request.call;
  const { prefix, delimiter, limit, encode, encodingType } = asked(request);
  const key = query.get('key-marker') ?? '';
  const version = query.get('version-id-marker') ?? '';
  const range = version === '' ? { prefix, after: key } : { prefix, from: key };
  const found = versions.list(request.bucket.name, range, 'all');
  const rest = version === '' ? found : afterVersion(found, key, version);
  const shown = key === '' ? undefined : commonPrefix(key, prefix, delimiter);
  const page = rollUp(rest, { prefix, delimiter, limit, shown });
  const one = (item: Version) => ({ Key: encode(item.key), VersionId: item.version, IsLatest: item.latest });
  return xml('ListVersionsResult', {
    Name: request.bucket.name,
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    KeyMarker: encode(key),
    VersionIdMarker: version,
    MaxKeys: limit,
    EncodingType: encodingType,
    IsTruncated: page.next !== undefined,
    NextKeyMarker: page.next && encode(page.next.key),
    NextVersionIdMarker: page.next?.version,
    Version: page.versions.filter((item) => !item.marker).map((item) => ({ ...one(item), ...describe(item) })),
    DeleteMarker: page.versions
      .filter((item) => item.marker)
      .map((item) => ({ ...one(item), LastModified: new Date(item.modified).toISOString() })),
    CommonPrefixes: page.prefixes.map((common) => ({ Prefix: encode(common) })),
  });
};

function* afterVersion(found: Iterable<Version>, key: string, version: string): Generator<Version> {
  let passed = false;
  for (const item of found) {
    if (passed || item.key !== key) yield item;
    passed ||= item.version === version;
  }
}
