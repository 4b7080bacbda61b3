import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../service.ts';
import type { BucketSettings } from './buckets.ts';
import { header } from './headers.ts';
import type { Retention, Version } from './versions.ts';

const DAY = 86_400_000;

/** How long a new version is locked: by its own headers, or else by the bucket's default. */
export const lockOf = (
  headers: IncomingHttpHeaders,
  { objectLock, defaultRetention }: BucketSettings,
  now: number,
): { readonly retention?: Retention; readonly legalHold?: boolean } => {
  const mode = header(headers, 'x-amz-object-lock-mode');
  const until = header(headers, 'x-amz-object-lock-retain-until-date');
  const hold = header(headers, 'x-amz-object-lock-legal-hold');
  if ((mode || until || hold) && !objectLock)
    throw new ServiceError('InvalidRequest', 'Bucket is missing Object Lock Configuration');
  const legalHold = hold === undefined ? {} : { legalHold: hold === 'ON' };
  if (mode || until) return { ...legalHold, retention: retentionOf(mode, until, now) };
  if (!objectLock || !defaultRetention) return legalHold;
  const { mode: usual, days = 0, years = 0 } = defaultRetention;
  return { ...legalHold, retention: { mode: usual, until: now + (days + years * 365) * DAY } };
};

/** @throws ServiceError InvalidArgument when mode or date is missing, unknown or past */
export const retentionOf = (mode: string | undefined, until: string | undefined, now: number): Retention => {
  const at = Date.parse(until ?? '');
  if (!mode || !['COMPLIANCE', 'GOVERNANCE'].includes(mode) || Number.isNaN(at))
    throw new ServiceError(
      'InvalidArgument',
      'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
    );
  if (at <= now) throw new ServiceError('InvalidArgument', 'The retain until date must be in the future!');
  return { mode, until: at };
};

/** @throws ServiceError AccessDenied for a version under retention or legal hold; governance alone can be bypassed */
export const requireUnlocked = ({ content, marker }: Version, bypassGovernance: boolean, now: number): void => {
  if (marker) return;
  const { retention, legalHold } = content;
  const held = retention && retention.until > now && !(retention.mode === 'GOVERNANCE' && bypassGovernance);
  if (held || legalHold)
    throw new ServiceError('AccessDenied', 'Access Denied because object protected by object lock.', 403);
};

/** A retention may grow; compliance never shrinks, governance only for who may bypass it. @throws ServiceError AccessDenied */
export const requireLonger = (
  before: Retention | undefined,
  after: Retention,
  bypassGovernance: boolean,
  now: number,
): void => {
  if (!before || before.until <= now) return;
  if (before.mode === 'GOVERNANCE' && bypassGovernance) return;
  const weaker = before.mode === 'COMPLIANCE' && after.mode === 'GOVERNANCE';
  if (after.until < before.until || weaker)
    throw new ServiceError('AccessDenied', 'Access Denied because object protected by object lock.', 403);
};

export const bypasses = (headers: IncomingHttpHeaders): boolean =>
  header(headers, 'x-amz-bypass-governance-retention') === 'true';

/** Object Lock as response headers. */
export const lockHeaders = ({ content: { retention, legalHold } }: Version): Record<string, string> => ({
  ...(retention
    ? {
        'x-amz-object-lock-mode': retention.mode,
        'x-amz-object-lock-retain-until-date': new Date(retention.until).toISOString(),
      }
    : {}),
  ...(legalHold === undefined ? {} : { 'x-amz-object-lock-legal-hold': legalHold ? 'ON' : 'OFF' }),
});
