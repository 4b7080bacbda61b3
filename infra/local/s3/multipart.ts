import type { Reply } from '../service.ts';
import { ServiceError } from '../service.ts';
import { algorithmNamed, checksumHeaders } from './checksums.ts';
import { describedBy, encryptionHeaders, encryptionOf, header, tagsIn } from './headers.ts';
import { lockOf } from './lock.ts';
import { receiveBody } from './receive-body.ts';
import type { Request, Store } from './store.ts';
import type { Upload } from './uploads.ts';
import { xmlDocument } from './xml.ts';

const XML = { 'content-type': 'application/xml' };

export const createUpload = (store: Store, { call: { headers }, bucket, key }: Request): Reply => {
  const encryption = encryptionOf(headers, bucket.settings);
  const named = header(headers, 'x-amz-checksum-algorithm');
  const algorithm = named === undefined ? undefined : algorithmNamed(named);
  const checksumType = checksumTypeOf(header(headers, 'x-amz-checksum-type'), algorithm);
  const id = store.newId();
  store.uploads.begin({
    id,
    bucket: bucket.name,
    key,
    started: store.now(),
    content: {
      ...describedBy(headers),
      ...lockOf(headers, bucket.settings, store.now()),
      tags: tagsIn(headers),
      encryption,
      algorithm,
      checksumType,
    },
  });
  const announced = algorithm && { 'x-amz-checksum-algorithm': algorithm, 'x-amz-checksum-type': checksumType };
  return {
    headers: { ...XML, ...encryptionHeaders(encryption), ...announced },
    body: xmlDocument('InitiateMultipartUploadResult', { Bucket: bucket.name, Key: key, UploadId: id }),
  };
};

const checksumTypeOf = (asked: string | undefined, algorithm: string | undefined): 'FULL_OBJECT' | 'COMPOSITE' => {
  const type = asked ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  const possible = algorithm?.startsWith('SHA') ? ['COMPOSITE'] : ['FULL_OBJECT', 'COMPOSITE'];
  if (!possible.includes(type) || (algorithm === 'CRC64NVME' && type === 'COMPOSITE'))
    throw new ServiceError('InvalidRequest', `The ${type} checksum type cannot be used with ${algorithm}.`);
  return type as 'FULL_OBJECT' | 'COMPOSITE';
};

/** The upload that a request names. @throws ServiceError NoSuchUpload */
export const uploadOf = ({ uploads }: Store, { call, bucket, key }: Request): Upload =>
  uploads.get(bucket.name, key, call.query.get('uploadId') ?? '');

export const uploadPart = async (store: Store, request: Request): Promise<Reply> => {
  const upload = uploadOf(store, request);
  const number = Number(request.call.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > 10_000)
    throw new ServiceError('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive');
  const { piece, md5, checksums } = await receiveBody(store.bodies, request.call);
  const etag = md5.toString('hex');
  try {
    const replaced = store.uploads.addPart(upload, { number, piece, etag, modified: store.now(), checksums });
    await store.bodies.remove(replaced ? [replaced] : []);
  } catch (error) {
    await store.bodies.remove([piece]);
    throw error;
  }
  const { 'x-amz-checksum-type': _, ...sums } = checksumHeaders(checksums, 'FULL_OBJECT');
  return { headers: { etag: `"${etag}"`, ...encryptionHeaders(upload.content.encryption), ...sums } };
};

export const listParts = (store: Store, request: Request): Reply => {
  const { query } = request.call;
  const upload = uploadOf(store, request);
  const limit = Math.min(Number(query.get('max-parts') ?? 1000), 1000);
  const after = Number(query.get('part-number-marker') ?? 0);
  const rest = store.uploads.parts(upload).filter(({ number }) => number > after);
  const page = rest.slice(0, limit);
  return {
    headers: XML,
    body: xmlDocument('ListPartsResult', {
      Bucket: upload.bucket,
      Key: upload.key,
      UploadId: upload.id,
      PartNumberMarker: after,
      NextPartNumberMarker: page.at(-1)?.number,
      MaxParts: limit,
      IsTruncated: rest.length > page.length,
      ChecksumAlgorithm: upload.content.algorithm,
      StorageClass: 'STANDARD',
      Part: page.map(({ number, etag, piece, modified, checksums }) => ({
        PartNumber: number,
        LastModified: new Date(modified).toISOString(),
        ETag: `"${etag}"`,
        Size: piece.size,
        ...Object.fromEntries(Object.entries(checksums).map(([name, value]) => [`Checksum${name}`, value])),
      })),
    }),
  };
};

export const listUploads = ({ uploads }: Store, { call, bucket }: Request): Reply => ({
  headers: XML,
  body: xmlDocument('ListMultipartUploadsResult', {
    Bucket: bucket.name,
    IsTruncated: false,
    Upload: uploads.under(bucket.name, call.query.get('prefix') ?? '').map(({ id, key, started }) => ({
      Key: key,
      UploadId: id,
      Initiated: new Date(started).toISOString(),
    })),
  }),
});

export const abortUpload = async (store: Store, request: Request): Promise<Reply> => {
  const upload = uploadOf(store, request);
  const pieces = store.uploads.parts(upload).map(({ piece }) => piece);
  store.uploads.end(upload);
  await store.bodies.remove(pieces);
  return { status: 204 };
};
