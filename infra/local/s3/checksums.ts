import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { crc32 as zlibCrc32 } from 'node:zlib';
import { NotImplementedLocally, ServiceError } from '../service.ts';
import { type Checksum, crc32c, crc64nvme } from './crc.ts';

const crc32 = (): Checksum => {
  let crc = 0;
  return {
    update: (chunk) => {
      crc = zlibCrc32(chunk, crc);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(crc);
      return bytes;
    },
  };
};

const ALGORITHMS = {
  CRC32: crc32,
  CRC32C: crc32c,
  CRC64NVME: crc64nvme,
  SHA1: () => createHash('sha1') as Checksum,
  SHA256: () => createHash('sha256') as Checksum,
};

export type Algorithm = keyof typeof ALGORITHMS;
/** Base64 by algorithm, as S3 stores and returns them. */
export type Checksums = Readonly<Partial<Record<Algorithm, string>>>;

export const algorithms = Object.keys(ALGORITHMS) as readonly Algorithm[];
export const newChecksum = (algorithm: Algorithm): Checksum => ALGORITHMS[algorithm]();
export const headerOf = (algorithm: Algorithm): string => `x-amz-checksum-${algorithm.toLowerCase()}`;

/** An algorithm by the name that S3 gives it. @throws NotImplementedLocally for any other name */
export const algorithmNamed = (name: string): Algorithm => {
  const found = algorithms.find((algorithm) => algorithm === name.toUpperCase());
  if (!found) throw new NotImplementedLocally(`the checksum algorithm ${name}`);
  return found;
};

/** Algorithms to compute for a body: of the checksums that come before it, after it, or are merely asked for. */
export const wantedAlgorithms = (headers: IncomingHttpHeaders): readonly Algorithm[] => {
  const asked = [headers['x-amz-sdk-checksum-algorithm'], headers['x-amz-checksum-algorithm']].filter(
    (name) => typeof name === 'string',
  );
  const trailers = String(headers['x-amz-trailer'] ?? '')
    .split(',')
    .map((name) => name.trim());
  return algorithms.filter(
    (algorithm) =>
      asked.some((name) => algorithmNamed(name) === algorithm) ||
      headers[headerOf(algorithm)] !== undefined ||
      trailers.includes(headerOf(algorithm)),
  );
};

/** Compares what the client announced with what arrived. @throws ServiceError BadDigest */
export const verifyChecksums = (
  found: Checksums,
  announced: Readonly<Record<string, string | string[] | undefined>>,
): void => {
  for (const algorithm of algorithms) {
    const expected = announced[headerOf(algorithm)];
    if (expected !== undefined && expected !== found[algorithm])
      throw new ServiceError('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
  }
};

/** Checksums as S3's response headers. */
export const checksumHeaders = (checksums: Checksums, type: 'FULL_OBJECT' | 'COMPOSITE'): Record<string, string> => {
  const entries = Object.entries(checksums).map(([name, value]) => [headerOf(name as Algorithm), value]);
  return entries.length === 0 ? {} : { ...Object.fromEntries(entries), 'x-amz-checksum-type': type };
};
