import { epochSeconds } from '../kernel/clock.ts';
import type { ApprovalRequest } from './schema.ts';

/** No request stays open longer than this. */
const LONGEST_SECONDS = 14 * 86_400;

/**
 * Whether a request may no longer be decided. Whatever is not a plausible instant is expired: a comparison with an
 * invalid date is false in both directions and would keep the request open for ever.
 */
export const isExpired = (request: Pick<ApprovalRequest, 'expiresAt' | 'requestedAt'>, now: Date): boolean => {
  const asked = epochSeconds(new Date(request.requestedAt));
  const { expiresAt } = request;
  const plausible =
    Number.isSafeInteger(expiresAt) && Number.isSafeInteger(asked) && expiresAt - asked <= LONGEST_SECONDS;
  return !(plausible && epochSeconds(now) < expiresAt);
};
