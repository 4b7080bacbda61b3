import { createHash } from 'node:crypto';
import { type Readable, Transform } from 'node:stream';
import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { ContentStore } from '../storage/ports.ts';
import { s3StoredContent } from './s3-stored-content.ts';
import { isMissing } from './s3-uploads.ts';

/** Thrown inside the upload to abandon it: the bytes are not the ones that were announced. */
const DIFFERS = Symbol('differs');

/**
 * Content-addressed store on a bucket that refuses to overwrite. The hash is computed while the bytes pass; a stream
 * that hashes to something else is abandoned before its last part, so nothing is stored under a wrong name.
 */
export const s3ContentStore = (client: S3Client, bucket: string): ContentStore => ({
  ...s3StoredContent(client, bucket),
  async keep(content, expected, name) {
    const key = `sha256/${expected}/${name}`;
    const { passed, digest } = hashing(content, expected);
    if (await exists(client, bucket, key)) {
      // Still read to the end: an upload that merely claims a known hash must not pass for it.
      passed.resume();
      return (await digest) === expected
        ? { kind: 'kept', sha256: expected, key }
        : { kind: 'differs', sha256: await digest, key };
    }
    try {
      await new Upload({
        client,
        params: { Bucket: bucket, Key: key, Body: passed, IfNoneMatch: '*' },
        queueSize: 2,
      }).done();
    } catch (error) {
      if (error === DIFFERS) return { kind: 'differs', sha256: await digest, key };
      // Somebody stored the same content between our look and our write: the name is the hash, so it is the same content.
      if ((error as Error).name !== 'PreconditionFailed') throw error;
    }
    return { kind: 'kept', sha256: expected, key };
  },
});

const hashing = (content: Readable, expected: string): { passed: Transform; digest: Promise<string> } => {
  const hash = createHash('sha256');
  const { promise: digest, resolve, reject } = Promise.withResolvers<string>();
  digest.catch(() => {});
  // One chunk is held back until the next arrives, so that the last is never sent before the hash is known.
  let held: Buffer | undefined;
  const passed = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      const ready = held;
      held = chunk;
      done(null, ready);
    },
    flush(done) {
      const found = hash.digest('hex');
      resolve(found);
      if (found !== expected) return done(DIFFERS as unknown as Error);
      done(null, held);
    },
  });
  content.on('error', (error) => {
    reject(error);
    passed.destroy(error);
  });
  passed.on('error', () => content.destroy());
  content.pipe(passed);
  return { passed, digest };
};

const exists = async (client: S3Client, bucket: string, key: string): Promise<boolean> => {
  try {
    await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
};
