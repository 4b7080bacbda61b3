import * as z from 'zod';
import { eventIdOf } from '../../shared/audit/chain.ts';
import type { AuditDraft } from '../../shared/audit/schema.ts';
import { askGolden, GoldenRequest } from '../../shared/deployment/golden.ts';
import { judgeRelease } from '../../shared/deployment/judge-release.ts';
import { ownRequestId } from '../../shared/deployment/own-requests.ts';
import type { Inference } from '../../shared/deployment/ports.ts';
import { EndpointOutcome } from '../../shared/deployment/schema.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import { MoveNotAllowed } from '../../shared/registry/errors.ts';
import { askedFor } from '../../shared/registry/findings.ts';
import { move } from '../../shared/registry/lifecycle.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { moveRecord, service } from '../../shared/registry/record.ts';
import { requireVersion } from '../../shared/registry/require-version.ts';
import { ModelId, type ModelVersion, Serving, Version, versionKey } from '../../shared/registry/schema.ts';
import type { Documents } from '../../shared/storage/ports.ts';

export const RecordRollbackInput = whenUsed(() =>
  ModelId.extend({
    requestedBy: z.string().max(200),
    reason: z.string(),
    from: Version,
    to: Version,
    plan: Serving,
    outcome: EndpointOutcome,
  }),
);
export const RecordRollbackResult = whenUsed(() =>
  z.object({
    kind: z.enum(['rolled-back', 'not-verified']),
    from: z.string(),
    to: z.string(),
    reason: z.string(),
  }),
);
export type RecordRollbackResult = z.infer<typeof RecordRollbackResult>;

interface Deps {
  readonly registry: ModelRegistry;
  readonly evidence: Documents;
  readonly inference: Inference;
  readonly clock: Clock;
}

/** Verifies that the earlier version serves, then moves both versions in one transaction. A roll-back is verified like a release. */
export const createRecordRollback =
  ({ registry, evidence, inference, clock }: Deps) =>
  async ({
    from,
    to,
    plan,
    outcome,
    reason,
    requestedBy,
    ...model
  }: z.infer<typeof RecordRollbackInput>): Promise<RecordRollbackResult> => {
    const good = await requireVersion(registry, { ...model, version: to });
    const bad = await requireVersion(registry, { ...model, version: from });
    const { golden } = (await evidence.json(good.evidence.evaluation ?? '')) as { golden: unknown };
    const verdict = judgeRelease(
      outcome,
      plan.config,
      await askGolden(inference, plan.endpoint, GoldenRequest.parse(golden), ownRequestId(good)),
    );
    const at = clock();
    if (verdict.kind !== 'verified') {
      // Neither version is moved: what serves is not known for certain. But it must not go unsaid either.
      await registry.commit([], [notVerified(bad, good, verdict.reason, plan.config, at)]);
      return { kind: 'not-verified', from, to, reason: verdict.reason };
    }
    const down = move(bad, 'rolled-back', at, {
      reason: { code: 'rolled-back', text: askedFor(reason, requestedBy) },
    });
    const up = move(good, 'live', at, { serving: plan });
    if (down.kind === 'refused') throw new MoveNotAllowed(versionKey(bad), down.reason);
    if (up.kind === 'refused') throw new MoveNotAllowed(versionKey(good), up.reason);
    const moves = [down, up].filter((moved) => moved.kind === 'moved');
    if (moves.length > 0) {
      await registry.commit(
        moves.map(({ next }) => ({ kind: 'save', version: next })),
        moves.map((moved) => moveRecord(moved.next, moved.from, at, service('rollback'), { requestedBy })),
      );
    }
    return { kind: 'rolled-back', from, to, reason: '' };
  };

const notVerified = (bad: ModelVersion, good: ModelVersion, reason: string, config: string, at: Date): AuditDraft => ({
  ...moveRecord(bad, bad.state, at, service('rollback'), { wanted: good.version, config }),
  type: 'rollback.not-verified',
  eventId: eventIdOf('rollback.not-verified', versionKey(bad), String(bad.revision), good.version, at.toISOString()),
  reason: { code: 'not-verified', text: reason },
});
