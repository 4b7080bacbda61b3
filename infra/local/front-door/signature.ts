import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../service.ts';

/** A request as its signer saw it. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** What a request says about its own signature: nothing is verified yet. */
export interface Claim {
  readonly accessKeyId: string;
  /** `20250131` */
  readonly date: string;
  readonly region: string;
  /** Name in the credential scope, such as `dynamodb`. */
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20250131T120000Z` */
  readonly timestamp: string;
  /** Seconds that a presigned URL is good for; `undefined` when the headers are signed. */
  readonly expires?: number;
}

const skewMinutes = 15;
const longestPresigned = 7 * 24 * 3600;

/** The signature in the `Authorization` header or in a presigned query; `undefined` for an unsigned request. @throws ServiceError when it is malformed */
export const readClaim = ({ url, headers }: SignedRequest): Claim | undefined => {
  const query = queryOf(url);
  if (headers.authorization === undefined && query.get('X-Amz-Signature') === null) return undefined;
  if (headers.authorization === undefined) return presigned(query);

  const fields = /^AWS4-HMAC-SHA256 (.+)$/.exec(headers.authorization)?.[1];
  if (!fields) throw incomplete('the Authorization header is not AWS4-HMAC-SHA256');
  const parts = new Map(fields.split(/,\s*/).map((field) => split(field, '=')));
  const timestamp = headers['x-amz-date'];
  if (typeof timestamp !== 'string') throw incomplete('the X-Amz-Date header is missing');
  return claim(parts.get('Credential'), parts.get('SignedHeaders'), parts.get('Signature'), timestamp);
};

const presigned = (query: URLSearchParams): Claim => {
  if (query.get('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') throw incomplete('X-Amz-Algorithm is not AWS4-HMAC-SHA256');
  const expires = Number(query.get('X-Amz-Expires'));
  if (!Number.isInteger(expires) || expires < 1 || expires > longestPresigned)
    throw new ServiceError('AuthorizationQueryParametersError', 'X-Amz-Expires must be 1 to 604800 seconds', 400);
  const [credential, signed, signature, timestamp] = ['Credential', 'SignedHeaders', 'Signature', 'Date'].map((name) =>
    query.get(`X-Amz-${name}`),
  );
  return { ...claim(credential, signed, signature, timestamp ?? ''), expires };
};

const claim = (
  credential: string | null | undefined,
  signedHeaders: string | null | undefined,
  signature: string | null | undefined,
  timestamp: string,
): Claim => {
  const scope = /^(.+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/.exec(credential ?? '');
  if (!scope || !signedHeaders || !/^[0-9a-f]{64}$/.test(signature ?? ''))
    throw incomplete('Credential, SignedHeaders or Signature is missing or malformed');
  if (!/^\d{8}T\d{6}Z$/.test(timestamp)) throw incomplete('the date is not in the form 20250131T120000Z');
  const [, accessKeyId = '', date = '', region = '', service = ''] = scope;
  const names = signedHeaders.split(';');
  if (!names.includes('host')) throw incomplete('the host header must be signed');
  return {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders: names,
    signature: signature ?? '',
    timestamp,
  };
};

/**
 * Compares the signature with the one that the secret gives. `payloadHash` is what the signer hashed the body to.
 * @throws ServiceError InvalidSignatureException (S3: SignatureDoesNotMatch), or when it is too old
 */
export const verifySignature = (
  request: SignedRequest,
  found: Claim,
  secret: string,
  payloadHash: string,
  now: Date,
): void => {
  requireFresh(found, now);
  const toSign = [
    'AWS4-HMAC-SHA256',
    found.timestamp,
    `${found.date}/${found.region}/${found.service}/aws4_request`,
    sha256(canonicalRequest(request, found, payloadHash)),
  ].join('\n');
  const key = [found.date, found.region, found.service, 'aws4_request'].reduce<string | Buffer>(
    (last, part) => hmac(last, part),
    `AWS4${secret}`,
  );
  if (timingSafeEqual(hmac(key, toSign), Buffer.from(found.signature, 'hex'))) return;
  const code = found.service === 's3' ? 'SignatureDoesNotMatch' : 'InvalidSignatureException';
  throw new ServiceError(
    code,
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
    403,
  );
};

const requireFresh = ({ timestamp, date, expires, service }: Claim, now: Date): void => {
  const signedAt = Date.parse(timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const age = (now.getTime() - signedAt) / 1000;
  if (expires !== undefined) {
    if (age > expires) throw new ServiceError('AccessDenied', 'Request has expired', 403);
    if (age < -skewMinutes * 60) throw new ServiceError('AccessDenied', 'Request is not valid yet', 403);
  } else if (!(Math.abs(age) <= skewMinutes * 60)) {
    const code = service === 's3' ? 'RequestTimeTooSkewed' : 'InvalidSignatureException';
    throw new ServiceError(code, `Signature expired: ${timestamp} is not within ${skewMinutes} minutes of now.`, 403);
  }
  if (!timestamp.startsWith(date)) throw incomplete('the date of the credential scope is not the date of the request');
};

const canonicalRequest = ({ method, url, headers }: SignedRequest, found: Claim, payloadHash: string): string => {
  const path = url.split('?')[0] ?? '/';
  return [
    method,
    found.service === 's3' ? path : uriEncode(normalized(path)).replaceAll('%2F', '/'),
    canonicalQuery(url),
    ...found.signedHeaders.map((name) => `${name}:${headerValue(headers, name)}`),
    '',
    found.signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
};

/** S3 signs its path as it is; every other service signs it normalized and encoded once more. */
const normalized = (path: string): string => {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return `/${segments.join('/')}${segments.length > 0 && path.endsWith('/') ? '/' : ''}`;
};

const canonicalQuery = (url: string): string =>
  [...queryOf(url)]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

const headerValue = (headers: IncomingHttpHeaders, name: string): string => {
  const value = headers[name];
  if (value === undefined) throw incomplete(`the signed header ${name} is missing`);
  return (Array.isArray(value) ? value.join(',') : value).replace(/\s+/g, ' ').trim();
};

/** A plus sign in a query that AWS reads is a plus sign, not a space. */
const queryOf = (url: string): URLSearchParams =>
  new URLSearchParams((url.split('?').slice(1).join('?') ?? '').replaceAll('+', '%2B'));

const uriEncode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const incomplete = (why: string) =>
  new ServiceError('IncompleteSignature', `The signature is incomplete: ${why}.`, 403);

const split = (text: string, by: string): [string, string] => {
  const at = text.indexOf(by);
  return [text.slice(0, at), text.slice(at + 1)];
};
