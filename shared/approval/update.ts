import { VersionConflict } from '../registry/errors.ts';
import type { Approvals } from './ports.ts';
import type { ApprovalRequest } from './schema.ts';

const TRIES = 10;

/**
 * Changes the book-keeping of a request, reading again whenever somebody else saved first. A change that answers
 * `undefined` is not to be made any more. Answers the request as it then stands.
 * @throws VersionConflict after ten lost races
 */
export const updateRequest = async (
  approvals: Approvals,
  requestId: string,
  change: (current: ApprovalRequest) => Partial<ApprovalRequest> | undefined,
): Promise<ApprovalRequest | undefined> => {
  for (let attempt = 1; ; attempt += 1) {
    const current = await approvals.find(requestId);
    const changed = current && change(current);
    if (!current || !changed) return current;
    const next = { ...current, ...changed, revision: current.revision + 1 };
    try {
      await approvals.save(next, []);
      return next;
    } catch (error) {
      if (!(error instanceof VersionConflict) || attempt === TRIES) throw error;
    }
  }
};
