import type { Readable } from 'node:stream';
import type { Call } from '../service.ts';
import { ServiceError } from '../service.ts';
import { awsChunkedDecoder, isAwsChunked } from './aws-chunked.ts';
import type { Bodies, Written } from './bodies.ts';
import { verifyChecksums, wantedAlgorithms } from './checksums.ts';
import { header } from './headers.ts';

/** Streams a body to disk and holds it against its announced length, MD5 and checksums. What does not fit is removed again. */
export const receiveBody = async (bodies: Bodies, { headers, stream }: Call): Promise<Written> => {
  const decoder = isAwsChunked(headers) ? awsChunkedDecoder() : undefined;
  const written = await bodies.write(decoder ? passedOn(stream, decoder.stream) : stream, wantedAlgorithms(headers));
  try {
    const length = header(headers, decoder ? 'x-amz-decoded-content-length' : 'content-length');
    if (length !== undefined && Number(length) !== written.piece.size)
      throw new ServiceError(
        'IncompleteBody',
        'You did not provide the number of bytes specified by the Content-Length HTTP header',
      );
    const md5 = header(headers, 'content-md5');
    if (md5 !== undefined && md5 !== written.md5.toString('base64'))
      throw new ServiceError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
    requireTrailers(headers['x-amz-trailer'], decoder?.trailers ?? {});
    verifyChecksums(written.checksums, { ...headers, ...decoder?.trailers });
    return written;
  } catch (error) {
    await bodies.remove([written.piece]);
    throw error;
  }
};

/** Like `pipe`, but an upload that breaks off breaks the decoder too. */
const passedOn = (from: Readable, to: ReturnType<typeof awsChunkedDecoder>['stream']) => {
  const brokeOff = () => {
    if (!from.readableEnded) to.destroy(new ServiceError('IncompleteBody', 'The upload broke off.'));
  };
  from.on('error', (error) => to.destroy(error)).on('close', brokeOff);
  if (from.destroyed) brokeOff();
  return from.pipe(to);
};

const requireTrailers = (announced: string | string[] | undefined, found: Readonly<Record<string, string>>): void => {
  for (const name of String(announced ?? '').split(',')) {
    const wanted = name.trim().toLowerCase();
    if (wanted !== '' && found[wanted] === undefined)
      throw new ServiceError('MalformedTrailerError', `The trailing header ${wanted} did not come.`);
  }
};
