import { canonicalJson, labelledHash } from '../kernel/canonical.ts';
import type { ApprovalRequest } from './schema.ts';

/**
 * Fingerprint of what the decision page shows: what is asked for, and who decided what so far. It travels with the form
 * and is only compared, so that nobody decides on something else than he saw, nor without having seen the first
 * approver's comment.
 */
export const shownDigest = (request: ApprovalRequest): string =>
  labelledHash(
    'approval/v1/shown',
    canonicalJson({
      requestId: request.requestId,
      version: request.version,
      versionRevision: request.versionRevision,
      environment: request.environment,
      bound: request.bound,
      votes: request.votes,
    }),
  );
