import type { Clock } from '../kernel/clock.ts';
import type { Approvals, CompleteTask } from './ports.ts';
import type { ApprovalRequest } from './schema.ts';
import { updateRequest } from './update.ts';

interface Deps {
  readonly approvals: Approvals;
  readonly completeTask: CompleteTask;
  readonly clock: Clock;
}

/**
 * Tells the waiting machine that there is a decision. `closed` when nothing waits any more: that is written down
 * and not tried again. Either way the token is removed. An error leaves everything as it was, for the next sweep.
 */
export const deliver = async (
  { approvals, completeTask, clock }: Deps,
  { requestId, taskToken }: ApprovalRequest,
): Promise<'delivered' | 'closed'> => {
  const answer = taskToken === undefined ? 'closed' : await completeTask(taskToken, { requestId });
  const at = clock().toISOString();
  await updateRequest(approvals, requestId, (current) =>
    // A redrive may have put a new token there meanwhile: that one is still to be told.
    current.taskToken === taskToken
      ? { taskToken: undefined, ...(answer === 'delivered' ? { deliveredAt: at } : { undeliverableAt: at }) }
      : undefined,
  );
  return answer;
};
