import * as z from 'zod';
import { liveVersion } from '../../shared/deployment/rollback-target.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import { MoveNotAllowed } from '../../shared/registry/errors.ts';
import { move } from '../../shared/registry/lifecycle.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { moveRecord, service } from '../../shared/registry/record.ts';
import { requireVersion } from '../../shared/registry/require-version.ts';
import { Serving, VersionId, versionKey } from '../../shared/registry/schema.ts';

export const GoLiveInput = whenUsed(() => VersionId.extend({ plan: Serving }));
export const GoLiveResult = whenUsed(() => z.object({ kind: z.enum(['live']), replaced: z.string() }));
export type GoLiveResult = z.infer<typeof GoLiveResult>;

interface Deps {
  readonly registry: ModelRegistry;
  readonly clock: Clock;
}

/**
 * Says on record that the verified version is live, and in the same transaction that the one before it is superseded:
 * there is never a moment with two live versions, or with none (I6).
 */
export const createGoLive =
  ({ registry, clock }: Deps) =>
  async ({ plan, ...id }: z.infer<typeof GoLiveInput>): Promise<GoLiveResult> => {
    const version = await requireVersion(registry, id);
    const before = liveVersion(await registry.versionsOf(id));
    const at = clock();
    const up = move(version, 'live', at, { serving: plan });
    if (up.kind === 'refused') throw new MoveNotAllowed(versionKey(id), up.reason);
    if (up.kind === 'already') return { kind: 'live', replaced: '' };
    const down =
      before && move(before, 'superseded', at, { reason: { code: 'replaced', text: `replaced by ${id.version}` } });
    const actor = service('go-live');
    const moves = [...(down?.kind === 'moved' ? [down] : []), up];
    await registry.commit(
      moves.map(({ next }) => ({ kind: 'save', version: next })),
      moves.map(({ next, from }) => moveRecord(next, from, at, actor, {}, `verified on ${plan.endpoint}`)),
    );
    return { kind: 'live', replaced: before?.version ?? '' };
  };
