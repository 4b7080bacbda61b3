import type { IncomingHttpHeaders } from 'node:http';
import { Transform } from 'node:stream';
import { ServiceError } from '../service.ts';

/** SDKs wrap a body like this when it is a stream, to send its checksum after it. */
export const isAwsChunked = (headers: IncomingHttpHeaders): boolean =>
  /(^|,)\s*aws-chunked/.test(headers['content-encoding'] ?? '') ||
  String(headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');

export interface Decoder {
  readonly stream: Transform;
  /** Headers that came after the body; complete once the stream has ended. */
  readonly trailers: Record<string, string>;
}

const LONGEST_LINE = 16_384;
const malformed = (why: string) => new ServiceError('IncompleteBody', `The aws-chunked body is malformed: ${why}.`);

/** Takes the body out of aws-chunked encoding as it passes: `<hex size>[;chunk-signature=…]`, the bytes, …, `0`, trailers. */
export const awsChunkedDecoder = (): Decoder => {
  const trailers: Record<string, string> = {};
  let state: 'size' | 'bytes' | 'after bytes' | 'trailers' | 'end' = 'size';
  let line = '';
  let left = 0;

  const takeLine = (text: string): void => {
    if (state === 'after bytes') {
      if (text !== '') throw malformed('a chunk is longer than its size says');
      state = 'size';
    } else if (state === 'size') {
      const size = /^([0-9a-fA-F]{1,13})(;.*)?$/.exec(text)?.[1];
      if (size === undefined) throw malformed('a chunk has no size');
      left = Number.parseInt(size, 16);
      state = left === 0 ? 'trailers' : 'bytes';
    } else if (text === '') {
      state = 'end';
    } else {
      const colon = text.indexOf(':');
      if (colon < 1) throw malformed('a trailer has no name');
      trailers[text.slice(0, colon).trim().toLowerCase()] = text.slice(colon + 1).trim();
    }
  };

  const readLine = (chunk: Buffer, from: number): number => {
    const end = chunk.indexOf(10, from);
    line += chunk.toString('latin1', from, end < 0 ? chunk.length : end);
    if (line.length > LONGEST_LINE) throw malformed('a line is too long');
    if (end < 0) return chunk.length;
    const text = line.replace(/\r$/, '');
    line = '';
    takeLine(text);
    return end + 1;
  };

  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        for (let at = 0; at < chunk.length && state !== 'end'; ) {
          if (state !== 'bytes') {
            at = readLine(chunk, at);
            continue;
          }
          const piece = chunk.subarray(at, at + left);
          this.push(piece);
          at += piece.length;
          left -= piece.length;
          if (left === 0) state = 'after bytes';
        }
        done();
      } catch (error) {
        done(error as Error);
      }
    },
    flush(done) {
      // Some clients leave out the last empty line.
      done(state === 'end' || (state === 'trailers' && line === '') ? null : malformed('it ends too early'));
    },
  });
  return { stream, trailers };
};
