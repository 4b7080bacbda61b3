import * as z from 'zod';
import { isExpired } from '../../shared/approval/expiry.ts';
import type { Approvals, VerifySignature } from '../../shared/approval/ports.ts';
import { requireDecision } from '../../shared/approval/require-approval.ts';
import type { ApprovalRequest } from '../../shared/approval/schema.ts';
import { statementDigest } from '../../shared/approval/statement.ts';
import { DecisionNotValid } from '../../shared/deployment/errors.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import { MoveNotAllowed } from '../../shared/registry/errors.ts';
import { move } from '../../shared/registry/lifecycle.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { moveOnRecord, moveRecord, service } from '../../shared/registry/record.ts';
import { requireVersion } from '../../shared/registry/require-version.ts';
import { type ModelVersion, VersionId, versionKey } from '../../shared/registry/schema.ts';

export const ConfirmInput = VersionId;
export const ConfirmResult = whenUsed(() =>
  z.object({
    kind: z.enum(['approved', 'declined', 'expired', 'withdrawn']),
    requestId: z.string(),
  }),
);
export type ConfirmResult = z.infer<typeof ConfirmResult>;

interface Deps {
  readonly registry: ModelRegistry;
  readonly approvals: Approvals;
  readonly verify: VerifySignature;
  readonly clock: Clock;
}

const actor = service('confirm-decision');

/**
 * What the waiting machine does when it wakes, for whatever reason: reads the decision itself and moves the version by
 * it. The callback's output is never looked at, so a stolen token wakes the machine and nothing more.
 * @throws DecisionNotValid when there is no decision that holds, and the time to decide is not over
 */
export const createConfirmDecision =
  (deps: Deps) =>
  async (id: VersionId): Promise<ConfirmResult> => {
    const version = await requireVersion(deps.registry, id);
    const requestId = version.approval?.requestId ?? '';
    const settled = ConfirmResult.shape.kind.safeParse(version.state);
    if (settled.success) return { kind: settled.data, requestId };
    const request = await deps.approvals.find(requestId);
    if (!request) throw new DecisionNotValid(requestId, 'there is no such request');
    if (request.status === 'pending') return expire(deps, request, version);
    if (request.status === 'withdrawn') {
      const reason = { code: 'withdrawn', text: 'The request for approval was withdrawn.' };
      await moveOnRecord(deps.registry, version, 'withdrawn', deps.clock(), actor, { reason }, { requestId });
      return { kind: 'withdrawn', requestId };
    }
    return settle(deps, version);
  };

/** The table's expiry decides, not the machine's timer. Request and version end in one transaction. */
const expire = async (
  { approvals, clock }: Deps,
  request: ApprovalRequest,
  version: ModelVersion,
): Promise<ConfirmResult> => {
  const now = clock();
  const { requestId } = request;
  if (!isExpired(request, now)) throw new DecisionNotValid(requestId, 'nobody decided yet');
  const reason = { code: 'expired', text: `Nobody decided in time: ${tally(request)}.` };
  const moved = move(version, 'expired', now, { reason });
  if (moved.kind !== 'moved') throw new MoveNotAllowed(versionKey(version), `${version.state} cannot become expired`);
  await approvals.save(
    { ...request, status: 'expired', taskToken: undefined, revision: request.revision + 1 },
    [moveRecord(moved.next, moved.from, now, actor, { requestId })],
    moved.next,
  );
  return { kind: 'expired', requestId };
};

const settle = async ({ registry, approvals, verify, clock }: Deps, version: ModelVersion): Promise<ConfirmResult> => {
  const request = await requireDecision({ approvals, verify }, version);
  const { requestId, outcome, votes, statement } = request;
  const refs = { requestId, ...(statement && { statement: statementDigest(statement) }) };
  if (outcome === 'approve') {
    const note = `approved by ${votes.map(({ name }) => name).join(' and ')}`;
    await moveOnRecord(registry, version, 'approved', clock(), actor, {}, refs, note);
    return { kind: 'approved', requestId };
  }
  const last = votes.at(-1);
  const reason = { code: 'declined', text: last?.comment ?? '' };
  await moveOnRecord(registry, version, 'declined', clock(), actor, { reason }, refs);
  return { kind: 'declined', requestId };
};

const tally = ({ votes, quorum }: ApprovalRequest): string =>
  votes.length === 0 ? 'no decision was made' : `${votes.length} of ${quorum} people had approved`;
