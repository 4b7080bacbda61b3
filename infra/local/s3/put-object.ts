import type { Reply } from '../service.ts';
import { ServiceError } from '../service.ts';
import { announce } from './announce.ts';
import { checksumHeaders } from './checksums.ts';
import { checkWrite } from './conditions.ts';
import { versionHeader } from './find-object.ts';
import { describedBy, encryptionHeaders, encryptionOf, tagsIn } from './headers.ts';
import { lockOf } from './lock.ts';
import { receiveBody } from './receive-body.ts';
import type { Request, Store } from './store.ts';
import type { Content } from './versions.ts';

interface NewObject {
  readonly size: number;
  readonly etag: string;
  readonly content: Content;
  readonly reason: string;
  /** Belongs to the same moment as the making of the version. */
  committed?(): void;
}

/** Makes the latest version of a key under the write conditions of the request, and says so to the bus. Gives its version id. */
export const addObject = async (
  store: Store,
  { call, bucket, key }: Request,
  { size, etag, content, reason, committed }: NewObject,
): Promise<string | undefined> => {
  const { versioning } = bucket.settings;
  const version = versioning === 'Enabled' ? store.newId() : 'null';
  const row = { bucket: bucket.name, key, version, marker: false, modified: store.now(), size, etag, content };
  const { sequence, orphans } = store.versions.add(row, checkWrite(call.headers));
  committed?.();
  await store.bodies.remove(orphans);
  const shown = versioning === undefined ? undefined : version;
  announce(
    store,
    { bucket, key },
    { type: 'Object Created', reason, object: { size, etag, sequence }, version: shown },
  );
  return shown;
};

export const putObject = async (store: Store, request: Request): Promise<Reply> => {
  const { headers } = request.call;
  if (Buffer.byteLength(request.key) > 1024) throw new ServiceError('KeyTooLongError', 'Your key is too long');
  const { settings } = request.bucket;
  const encryption = encryptionOf(headers, settings);
  const about = { ...describedBy(headers), tags: tagsIn(headers), ...lockOf(headers, settings, store.now()) };
  const { piece, md5, checksums } = await receiveBody(store.bodies, request.call);
  const etag = md5.toString('hex');
  const content: Content = { ...about, pieces: [piece], encryption, checksums, checksumType: 'FULL_OBJECT' };
  try {
    const version = await addObject(store, request, { size: piece.size, etag, content, reason: 'PutObject' });
    return {
      headers: {
        etag: `"${etag}"`,
        ...versionHeader(version),
        ...encryptionHeaders(encryption),
        ...checksumHeaders(checksums, 'FULL_OBJECT'),
      },
    };
  } catch (error) {
    await store.bodies.remove([piece]);
    throw error;
  }
};
