import { createHash } from 'node:crypto';
import type { Reply } from '../service.ts';
import { ServiceError } from '../service.ts';
import { type Algorithm, type Checksums, headerOf, newChecksum } from './checksums.ts';
import { checkWrite } from './conditions.ts';
import { versionHeader } from './find-object.ts';
import { encryptionHeaders, header } from './headers.ts';
import { uploadOf } from './multipart.ts';
import { addObject } from './put-object.ts';
import type { Request, Store } from './store.ts';
import type { Part, Upload } from './uploads.ts';
import type { Content } from './versions.ts';
import { childrenOf, parseXml, textOf, xmlDocument } from './xml.ts';

const SMALLEST_PART = 5 * 1024 * 1024;

/** Makes one object of the parts: their files become the pieces of its body. */
export const completeUpload = async (store: Store, request: Request): Promise<Reply> => {
  const { call, bucket, key } = request;
  const upload = uploadOf(store, request);
  const all = store.uploads.parts(upload);
  const parts = chosenParts(await call.bytes(), all, upload.content.algorithm);
  // Before anything is read: a refused completion leaves the upload as it was.
  checkWrite(call.headers)(store.versions.find(bucket.name, key));
  const pieces = parts.map(({ piece }) => piece);
  const size = pieces.reduce((sum, piece) => sum + piece.size, 0);
  requireSize(header(call.headers, 'x-amz-mp-object-size'), size);
  const etag = `${createHash('md5')
    .update(Buffer.from(parts.map((part) => part.etag).join(''), 'hex'))
    .digest('hex')}-${parts.length}`;
  const checksums = await checksumsOf(store, upload, parts);
  requireAnnounced(call.headers, checksums);
  const { algorithm: _, ...described } = upload.content;
  const content: Content = { ...described, pieces, checksums };
  // Somebody else may have completed or aborted it while the checksum was computed.
  uploadOf(store, request);
  const committed = () => store.uploads.end(upload);
  const reason = 'CompleteMultipartUpload';
  const version = await addObject(store, request, { size, etag, content, reason, committed });
  await store.bodies.remove(all.filter((part) => !parts.includes(part)).map(({ piece }) => piece));
  const sums = Object.entries(checksums).map(([name, value]) => [`Checksum${name}`, value] as const);
  return {
    headers: {
      'content-type': 'application/xml',
      ...versionHeader(version),
      ...encryptionHeaders(described.encryption),
    },
    body: xmlDocument('CompleteMultipartUploadResult', {
      Location: `/${bucket.name}/${key}`,
      Bucket: bucket.name,
      Key: key,
      ETag: `"${etag}"`,
      ...Object.fromEntries(sums),
      ChecksumType: sums.length > 0 ? described.checksumType : undefined,
    }),
  };
};

const chosenParts = (body: Buffer, all: readonly Part[], algorithm: Algorithm | undefined): readonly Part[] => {
  const document = parseXml(body.toString('utf8'));
  const wanted = childrenOf(document, 'Part');
  if (document?.name !== 'CompleteMultipartUpload' || wanted.length === 0)
    throw new ServiceError('MalformedXML', 'The XML you provided was not well-formed or did not validate.');
  const numbers = wanted.map((one) => Number(textOf(one, 'PartNumber')));
  if (numbers.some((number, index) => !(number > (numbers[index - 1] ?? 0))))
    throw new ServiceError('InvalidPartOrder', 'The list of parts was not in ascending order.');
  const byNumber = new Map(all.map((part) => [part.number, part]));
  return wanted.map((one, index) => {
    const number = numbers[index] ?? 0;
    const part = byNumber.get(number);
    const sum = algorithm && textOf(one, `Checksum${algorithm}`);
    const fits = part && part.etag === textOf(one, 'ETag')?.replaceAll('"', '');
    if (!part || !fits || (sum && sum !== part.checksums[algorithm]))
      throw new ServiceError(
        'InvalidPart',
        'One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match.',
        400,
        { PartNumber: number },
      );
    if (index < wanted.length - 1 && part.piece.size < SMALLEST_PART)
      throw new ServiceError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400, {
        ProposedSize: part.piece.size,
        PartNumber: number,
      });
    return part;
  });
};

const requireSize = (announced: string | undefined, size: number): void => {
  if (announced !== undefined && Number(announced) !== size)
    throw new ServiceError('InvalidRequest', 'The provided x-amz-mp-object-size does not match the size of the object');
};

/** A composite checksum is the checksum of the parts' checksums; a full one needs the bytes once more. */
const checksumsOf = async (store: Store, { content }: Upload, parts: readonly Part[]): Promise<Checksums> => {
  const { algorithm, checksumType } = content;
  if (!algorithm) return {};
  if (checksumType === 'FULL_OBJECT') {
    const pieces = parts.map(({ piece }) => piece);
    return (await store.bodies.measure(pieces, [algorithm])).checksums;
  }
  const checksum = newChecksum(algorithm);
  for (const part of parts) checksum.update(Buffer.from(part.checksums[algorithm] ?? '', 'base64'));
  return { [algorithm]: `${checksum.digest().toString('base64')}-${parts.length}` };
};

const requireAnnounced = (headers: Request['call']['headers'], checksums: Checksums): void => {
  for (const [algorithm, value] of Object.entries(checksums)) {
    const announced = header(headers, headerOf(algorithm as Algorithm));
    if (announced !== undefined && announced.replace(/-\d+$/, '') !== value.replace(/-\d+$/, ''))
      throw new ServiceError('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
  }
};
