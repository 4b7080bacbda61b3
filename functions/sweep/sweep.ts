import * as z from 'zod';
import { deliver } from '../../shared/approval/deliver.ts';
import { approversOf } from '../../shared/approval/eligibility.ts';
import { isExpired } from '../../shared/approval/expiry.ts';
import { type RequestMail, requestMail } from '../../shared/approval/mail.ts';
import type { Approvals, CompleteTask } from '../../shared/approval/ports.ts';
import { dueMail } from '../../shared/approval/reminders.ts';
import type { ApprovalRequest } from '../../shared/approval/schema.ts';
import { updateRequest } from '../../shared/approval/update.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { type SweepFailure, SweepIncomplete } from '../../shared/kernel/sweep-incomplete.ts';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import type { SendMail } from '../../shared/notifications/ports.ts';
import { sendAll } from '../../shared/notifications/send-all.ts';
import type { PinnedPolicy, Policies } from '../../shared/policy/ports.ts';
import { tierOf } from '../../shared/policy/tier-of.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { requireVersion } from '../../shared/registry/require-version.ts';
import type { Metric } from '../../shared/runtime/metrics.ts';
import { withdrawIfPointless } from './withdraw.ts';

export const SweepInput = whenUsed(() => z.unknown());
export const SweepResult = whenUsed(() =>
  z.object({
    delivered: z.int().nonnegative(),
    undeliverable: z.int().nonnegative(),
    withdrawn: z.int().nonnegative(),
    mails: z.int().nonnegative(),
  }),
);
export type SweepResult = z.infer<typeof SweepResult>;

interface Deps {
  readonly registry: ModelRegistry;
  readonly approvals: Approvals;
  readonly policies: Policies;
  readonly completeTask: CompleteTask;
  readonly sendMail: SendMail;
  readonly siteUrl: string;
  readonly clock: Clock;
  readonly emit: (metrics: readonly Metric[]) => void;
}

/**
 * Looks after requests every five minutes: delivers decisions whose delivery failed, ends requests that
 * lost their point, wakes the machines whose time to decide is over, reminds approvers, and says in figures how long
 * people wait. It decides nothing; a second run changes nothing more.
 */
export const createSweep = (deps: Deps) => async (): Promise<SweepResult> => {
  const { registry, approvals, policies, clock, emit } = deps;
  const failures: SweepFailure[] = [];
  const count = { delivered: 0, undeliverable: 0, withdrawn: 0, mails: 0 };
  const each = async (requests: readonly ApprovalRequest[], look: (request: ApprovalRequest) => Promise<void>) => {
    for (const request of requests) {
      try {
        await look(request);
      } catch (error) {
        failures.push({ place: request.requestId, error });
      }
    }
  };

  const undelivered = await approvals.undelivered();
  await each(undelivered, async (request) => {
    if ((await deliver(deps, request)) === 'delivered') count.delivered += 1;
    else count.undeliverable += 1;
  });
  const pending = await approvals.pending();
  if (pending.length > 0) {
    const inForce = await policies.current();
    await each(pending, async (request) => {
      if (await withdrawIfPointless(deps, request)) count.withdrawn += 1;
      else if (isExpired(request, clock())) await wake(deps, request);
      else count.mails += await remind(deps, request, inForce);
    });
  }

  const now = clock().getTime();
  const oldest = Math.min(now, ...pending.map(({ requestedAt }) => Date.parse(requestedAt)));
  const { versions } = await registry.inventory();
  emit([
    { name: 'ApprovalWaitSeconds', value: Math.round((now - oldest) / 1000), unit: 'Seconds' },
    { name: 'PendingApprovals', value: pending.length, unit: 'Count' },
    { name: 'UndeliveredDecisions', value: undelivered.length - count.delivered, unit: 'Count' },
    { name: 'ModelsLive', value: versions.filter(({ state }) => state === 'live').length, unit: 'Count' },
  ]);
  if (failures.length > 0) throw new SweepIncomplete('requests', failures);
  return count;
};

/**
 * The time to decide is over: the machine is woken, reads that for itself and ends the version as expired. Without this
 * the team would hear of it only when the machine's own, longer timer rings.
 */
const wake = async ({ completeTask }: Deps, { requestId, taskToken }: ApprovalRequest): Promise<void> => {
  if (taskToken !== undefined) await completeTask(taskToken, { requestId });
};

/** The mail that is due for a request, to everybody who may decide and has not. Answers how many were sent. */
const remind = async (
  { registry, approvals, sendMail, siteUrl, clock }: Deps,
  request: ApprovalRequest,
  { policy }: PinnedPolicy,
): Promise<number> => {
  const now = clock();
  const due = dueMail(request, tierOf(policy, request.risk).approval.remindAfterSeconds, now);
  if (!due) return 0;
  const version = await requireVersion(registry, request);
  const voted = new Set(request.votes.map(({ subject }) => subject));
  const mails = approversOf(request, policy)
    .filter(({ subject }) => !voted.has(subject))
    .map((person) => requestMail({ kind: due.kind, request, version, person, policy, siteUrl } satisfies RequestMail));
  await sendAll(sendMail, mails, Math.min(1, mails.length));
  await updateRequest(approvals, request.requestId, () => due.noted);
  return mails.length;
};
