import * as z from 'zod';
import { planEndpoint, type Surroundings } from '../../shared/deployment/plan.ts';
import { rehash } from '../../shared/deployment/rehash.ts';
import { liveVersion, rollbackTarget } from '../../shared/deployment/rollback-target.ts';
import { EndpointPlan } from '../../shared/deployment/schema.ts';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import type { Policies } from '../../shared/policy/ports.ts';
import { tierOf } from '../../shared/policy/tier-of.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { ModelId, modelKey } from '../../shared/registry/schema.ts';
import { manifestOf } from '../../shared/registry/version-manifest.ts';
import type { StoredContent } from '../../shared/storage/ports.ts';

/** Who asks for a roll-back, of what, and why. */
export const RollbackRequest = whenUsed(() =>
  ModelId.extend({
    requestedBy: z.string().min(1).max(200),
    reason: z.string().min(1).max(2000),
  }),
);
export type RollbackRequest = z.infer<typeof RollbackRequest>;

export const PlanRollbackResult = whenUsed(() =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('planned'), from: z.string(), to: z.string(), plan: EndpointPlan }),
    z.object({ kind: z.literal('none'), reason: z.string() }),
  ]),
);
export type PlanRollbackResult = z.infer<typeof PlanRollbackResult>;

interface Deps {
  readonly registry: ModelRegistry;
  readonly artefacts: StoredContent;
  readonly policies: Policies;
  readonly surroundings: Surroundings;
}

/** Finds the version to go back to and plans its endpoint. @throws BytesChanged when its bytes are not what was approved */
export const createPlanRollback =
  ({ registry, artefacts, policies, surroundings }: Deps) =>
  async (request: RollbackRequest): Promise<PlanRollbackResult> => {
    const versions = await registry.versionsOf(request);
    const from = liveVersion(versions);
    const to = rollbackTarget(versions);
    if (!from) return { kind: 'none', reason: `${modelKey(request)} has no live version` };
    if (!to) return { kind: 'none', reason: `${modelKey(request)} has no earlier version that was approved and live` };
    await rehash(artefacts, to.files.model);
    const { policy } = await policies.bySha256(to.policy.sha256);
    const plan = planEndpoint(
      to,
      await manifestOf(artefacts, to),
      'production',
      tierOf(policy, to.risk).captureSamplingPercentage,
      surroundings,
    );
    return { kind: 'planned', from: from.version, to: to.version, plan };
  };
