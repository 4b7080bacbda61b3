import type { IncomingHttpHeaders } from 'node:http';
import { NotImplementedLocally, ServiceError } from '../service.ts';
import { header } from './headers.ts';
import type { Version } from './versions.ts';

const failed = (Condition: string) =>
  new ServiceError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
    Condition,
  });

const matches = (list: string, etag: string): boolean =>
  list.trim() === '*' || list.split(',').some((one) => one.trim().replace(/^W\//, '').replaceAll('"', '') === etag);

/** Conditions of a write on what is there now. @throws ServiceError PreconditionFailed, or NoSuchKey for `If-Match` on nothing */
export const checkWrite =
  (headers: IncomingHttpHeaders) =>
  (present: Version | undefined): void => {
    const current = present?.marker ? undefined : present;
    const noneMatch = header(headers, 'if-none-match');
    if (noneMatch !== undefined && noneMatch !== '*')
      throw new NotImplementedLocally('If-None-Match with an ETag on a write (nor does S3)');
    if (noneMatch !== undefined && current) throw failed('If-None-Match');
    const match = header(headers, 'if-match');
    if (match === undefined) return;
    if (!current) throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
    if (!matches(match, current.etag)) throw failed('If-Match');
  };

/** Conditions of a read; `not modified` is a 304. @throws ServiceError PreconditionFailed */
export const checkRead = (
  headers: IncomingHttpHeaders,
  { etag, modified }: Version,
  prefix: '' | 'x-amz-copy-source-' = '',
): 'read' | 'not modified' => {
  const [match, noneMatch, since, unmodified] = ['match', 'none-match', 'modified-since', 'unmodified-since'].map(
    (name) => header(headers, `${prefix}if-${name}`),
  );
  const seconds = Math.floor(modified / 1000);
  const timeOf = (text: string): number => Date.parse(text) / 1000;
  // As in HTTP, a condition on the tag overrules its companion on the date.
  if (match !== undefined) {
    if (!matches(match, etag)) throw failed('If-Match');
  } else if (unmodified !== undefined && seconds > timeOf(unmodified)) throw failed('If-Unmodified-Since');
  if (noneMatch !== undefined) return matches(noneMatch, etag) ? 'not modified' : 'read';
  return since !== undefined && seconds <= timeOf(since) ? 'not modified' : 'read';
};
