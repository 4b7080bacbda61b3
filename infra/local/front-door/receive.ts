import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable, Transform } from 'node:stream';
import { type Call, type Caller, ServiceError } from '../service.ts';
import { type Claim, verifySignature } from './signature.ts';

/** Larger than any request of the buffered services may be: SageMaker takes 25 MB, Lambda 6 MB. */
const bufferLimit = 32 * 1024 * 1024;

/** Verifies who sent the request, and makes the call of it. Bodies for S3 stay a stream. @throws ServiceError when the signature is wrong */
export const receive = async (
  request: IncomingMessage,
  claim: Claim,
  identity: { readonly caller: Caller; readonly secret: string },
  now: Date,
): Promise<Call> => {
  const signed = { method: request.method ?? 'GET', url: request.url ?? '/', headers: request.headers };
  if (claim.service === 's3') {
    const payloadHash = String(
      request.headers['x-amz-content-sha256'] ?? (claim.expires === undefined ? emptyHash : 'UNSIGNED-PAYLOAD'),
    );
    verifySignature(signed, claim, identity.secret, payloadHash, now);
    const body = /^[0-9a-f]{64}$/.test(payloadHash) ? checked(request, payloadHash) : request;
    return makeCall(request, identity.caller, '', { stream: body });
  }
  const bytes = await readAll(request, bufferLimit);
  verifySignature(signed, claim, identity.secret, createHash('sha256').update(bytes).digest('hex'), now);
  return makeCall(request, identity.caller, operationOf(request, bytes), { bytes });
};

const emptyHash = createHash('sha256').digest('hex');

const makeCall = (
  request: IncomingMessage,
  caller: Caller,
  operation: string,
  body: { readonly stream: Readable } | { readonly bytes: Buffer },
): Call => {
  let whole = 'bytes' in body ? Promise.resolve(body.bytes) : undefined;
  const stream = 'bytes' in body ? Readable.from([body.bytes]) : body.stream;
  const [path = '/', ...query] = (request.url ?? '/').split('?');
  const bytes = () => {
    whole ??= readAll(stream, bufferLimit);
    return whole;
  };
  return {
    operation,
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(query.join('?')),
    headers: request.headers,
    caller,
    stream,
    bytes,
    json: async () => parseObject((await bytes()).toString('utf8')),
  };
};

const parseObject = (text: string): Record<string, unknown> => {
  let value: unknown;
  try {
    value = text === '' ? {} : JSON.parse(text);
  } catch {
    throw new ServiceError('SerializationException', 'The body is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ServiceError('SerializationException', 'The body is not a JSON object.');
  return value as Record<string, unknown>;
};

const operationOf = (request: IncomingMessage, body: Buffer): string => {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.').at(-1) ?? '';
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return '';
  return new URLSearchParams(body.toString('utf8')).get('Action') ?? '';
};

/** Reads a stream to its end. @throws ServiceError RequestEntityTooLarge */
const readAll = async (stream: Readable, limit: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  if (size > limit) throw new ServiceError('RequestEntityTooLarge', `The body is larger than ${limit} bytes.`, 413);
  return Buffer.concat(chunks);
};

const checked = (request: IncomingMessage, payloadHash: string): Readable => {
  const body = request.pipe(checkingHash(payloadHash));
  // Who reads the body hears of these; a body that nobody reads must not bring the process down.
  body.on('error', () => {});
  request.on('close', () => request.complete || body.destroy(new Error('The upload was broken off.')));
  return body;
};

/** Passes the body on, and fails at its end when it is not what was signed. */
const checkingHash = (expected: string): Transform => {
  const hash = createHash('sha256');
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      done(null, chunk);
    },
    flush: (done) =>
      done(
        hash.digest('hex') === expected
          ? null
          : new ServiceError('XAmzContentSHA256Mismatch', 'The body is not the one that was signed.'),
      ),
  });
};
