import type { Approvals, CompleteTask } from '../../shared/approval/ports.ts';
import type { ApprovalRequest } from '../../shared/approval/schema.ts';
import { newerThan } from '../../shared/approval/superseded.ts';
import { updateRequest } from '../../shared/approval/update.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { move } from '../../shared/registry/lifecycle.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { moveRecord, service } from '../../shared/registry/record.ts';

interface Deps {
  readonly registry: ModelRegistry;
  readonly approvals: Approvals;
  readonly completeTask: CompleteTask;
  readonly clock: Clock;
}

/**
 * Ends a pending request that nobody can decide any more: its version's run ended, or a newer version came in. The
 * latter withdraws the version too, in the same transaction, and wakes the machine so that it ends. Answers whether it did.
 */
export const withdrawIfPointless = async (
  { registry, approvals, completeTask, clock }: Deps,
  request: ApprovalRequest,
): Promise<boolean> => {
  const versions = await registry.versionsOf(request);
  const version = versions.find((one) => one.version === request.version);
  if (version?.state !== 'awaiting-approval' || version.approval?.requestId !== request.requestId) {
    const closed = { status: 'withdrawn', taskToken: undefined } as const;
    await updateRequest(approvals, request.requestId, ({ status }) => (status === 'pending' ? closed : undefined));
    return true;
  }
  const newer = newerThan(version, versions);
  if (!newer) return false;
  const now = clock();
  const text = `Version ${newer.version} came in after it, so there is nothing left to decide on this one.`;
  const moved = move(version, 'withdrawn', now, { reason: { code: 'superseded', text } });
  if (moved.kind !== 'moved') return false;
  const { requestId, taskToken, revision } = request;
  await approvals.save(
    { ...request, status: 'withdrawn', taskToken: undefined, revision: revision + 1 },
    [moveRecord(moved.next, moved.from, now, service('sweep'), { requestId })],
    moved.next,
  );
  // Should this fail, the machine wakes by its own timeout and finds the same.
  if (taskToken !== undefined) await completeTask(taskToken, { requestId });
  return true;
};
