import { createHash } from 'node:crypto';
import type { Reply } from '../service.ts';
import { NotImplementedLocally, ServiceError } from '../service.ts';
import { announce } from './announce.ts';
import { type Checksums, newChecksum, verifyChecksums, wantedAlgorithms } from './checksums.ts';
import { bypasses, requireUnlocked } from './lock.ts';
import type { Request, Store } from './store.ts';
import { childrenOf, parseXml, textOf, type XmlElement, xmlDocument } from './xml.ts';

interface Deleted {
  /** The version that is gone, or the delete marker that was made. */
  readonly version?: string;
  readonly marker: boolean;
}

/** Deletes one version for good, or hides the key behind a delete marker. Deleting what is not there succeeds, as in S3. */
const deleteOne = async (store: Store, { call, bucket, key }: Request, version?: string): Promise<Deleted> => {
  if (version !== undefined) return deleteVersion(store, { call, bucket, key }, version);
  const { versioning } = bucket.settings;
  if (versioning === undefined) {
    await deleteVersion(store, { call, bucket, key }, 'null');
    return { marker: false };
  }
  const id = versioning === 'Enabled' ? store.newId() : 'null';
  const marker = { bucket: bucket.name, key, version: id, marker: true, modified: store.now(), size: 0, etag: '' };
  const { sequence, orphans } = store.versions.add(marker);
  await store.bodies.remove(orphans);
  announce(
    store,
    { bucket, key },
    {
      type: 'Object Deleted',
      reason: 'DeleteObject',
      object: { sequence },
      version: id,
      deletion: 'Delete Marker Created',
    },
  );
  return { version: id, marker: true };
};

const deleteVersion = async (store: Store, { call, bucket, key }: Request, version: string): Promise<Deleted> => {
  const found = store.versions.find(bucket.name, key, version);
  const named = bucket.settings.versioning === undefined ? {} : { version };
  if (!found) return { ...named, marker: false };
  requireUnlocked(found, bypasses(call.headers), store.now());
  store.versions.remove(found);
  if (!found.marker) await store.bodies.remove(found.content.pieces);
  announce(
    store,
    { bucket, key },
    {
      type: 'Object Deleted',
      reason: 'DeleteObject',
      object: { sequence: store.versions.nextSequence() },
      ...named,
      deletion: 'Permanently Deleted',
    },
  );
  return { ...named, marker: found.marker };
};

export const deleteObject = async (store: Store, request: Request): Promise<Reply> => {
  if (request.call.headers['if-match'] !== undefined) throw new NotImplementedLocally('conditional deletes');
  const { version, marker } = await deleteOne(store, request, request.call.query.get('versionId') ?? undefined);
  return {
    status: 204,
    headers: {
      ...(version === undefined ? {} : { 'x-amz-version-id': version }),
      ...(marker ? { 'x-amz-delete-marker': 'true' } : {}),
    },
  };
};

/** What a DeleteObjects call asks to delete. @throws ServiceError MalformedXML */
export const deletionsIn = (
  body: Buffer,
): { quiet: boolean; objects: readonly { key: string; version?: string }[] } => {
  const document = parseXml(body.toString('utf8'));
  const objects = childrenOf(document, 'Object').map((object) => ({
    key: textOf(object, 'Key') ?? '',
    version: requireNoCondition(object) && (textOf(object, 'VersionId') || undefined),
  }));
  if (document?.name !== 'Delete' || objects.length < 1 || objects.length > 1000 || objects.some(({ key }) => !key))
    throw new ServiceError('MalformedXML', 'The XML you provided was not well-formed or did not validate.');
  return { quiet: textOf(document, 'Quiet') === 'true', objects };
};

const requireNoCondition = (object: XmlElement): true => {
  const other = object.children.find(({ name }) => name !== 'Key' && name !== 'VersionId');
  if (other) throw new NotImplementedLocally(`${other.name} in DeleteObjects`);
  return true;
};

export const deleteObjects = async (store: Store, { call, bucket }: Request): Promise<Reply> => {
  const body = await call.bytes();
  requireIntact(body, call.headers);
  const { quiet, objects } = deletionsIn(body);
  const results = [];
  for (const { key, version } of objects) {
    try {
      const deleted = await deleteOne(store, { call, bucket, key }, version);
      const made = deleted.marker && { DeleteMarker: true, DeleteMarkerVersionId: deleted.version };
      results.push({ deleted: { Key: key, VersionId: version, ...made } });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      results.push({ error: { Key: key, VersionId: version, Code: error.code, Message: error.message } });
    }
  }
  return {
    headers: { 'content-type': 'application/xml' },
    body: xmlDocument('DeleteResult', {
      Deleted: quiet ? [] : results.flatMap(({ deleted }) => deleted ?? []),
      Error: results.flatMap(({ error }) => error ?? []),
    }),
  };
};

/** S3 wants a digest with this call, because a garbled list would delete the wrong things. @throws ServiceError BadDigest */
const requireIntact = (body: Buffer, headers: Request['call']['headers']): void => {
  const md5 = headers['content-md5'];
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64'))
    throw new ServiceError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  const checksums = wantedAlgorithms(headers).map((algorithm) => {
    const checksum = newChecksum(algorithm);
    checksum.update(body);
    return [algorithm, checksum.digest().toString('base64')];
  });
  if (md5 === undefined && checksums.length === 0)
    throw new ServiceError('InvalidRequest', 'Missing required header for this request: Content-MD5');
  verifyChecksums(Object.fromEntries(checksums) as Checksums, headers);
};
