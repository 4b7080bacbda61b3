import * as z from 'zod';
import type { Approvals, VerifySignature } from '../../shared/approval/ports.ts';
import { requireApproval } from '../../shared/approval/require-approval.ts';
import { planEndpoint, type Surroundings } from '../../shared/deployment/plan.ts';
import { rehash } from '../../shared/deployment/rehash.ts';
import { EndpointPlan, Purpose } from '../../shared/deployment/schema.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import type { Policies } from '../../shared/policy/ports.ts';
import { tierOf } from '../../shared/policy/tier-of.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { moveOnRecord, service } from '../../shared/registry/record.ts';
import { requireVersion } from '../../shared/registry/require-version.ts';
import { VersionId } from '../../shared/registry/schema.ts';
import { manifestOf } from '../../shared/registry/version-manifest.ts';
import type { StoredContent } from '../../shared/storage/ports.ts';

export const PlanInput = whenUsed(() => VersionId.extend({ purpose: Purpose }));
export type PlanInput = z.infer<typeof PlanInput>;

export const PlanResult = whenUsed(() => z.object({ plan: EndpointPlan }));
export type PlanResult = z.infer<typeof PlanResult>;

interface Deps {
  readonly registry: ModelRegistry;
  readonly approvals: Approvals;
  readonly verify: VerifySignature;
  readonly artefacts: StoredContent;
  readonly policies: Policies;
  readonly surroundings: Surroundings;
  readonly clock: Clock;
}

/**
 * Plans a staging or production endpoint. For production it is the last gate: the signed decision is read again and
 * held against this very version, and the bytes are hashed again, before the version moves to `deploying`.
 * @throws DecisionNotValid, BytesChanged: nothing is deployed
 */
export const createPlanEndpoint =
  ({ registry, approvals, verify, artefacts, policies, surroundings, clock }: Deps) =>
  async ({ purpose, ...id }: PlanInput): Promise<PlanResult> => {
    const version = await requireVersion(registry, id);
    const manifest = await manifestOf(artefacts, version);
    const { policy } = await policies.bySha256(version.policy.sha256);
    const sampling = tierOf(policy, version.risk).captureSamplingPercentage;
    const plan = planEndpoint(version, manifest, purpose, sampling, surroundings);
    if (purpose === 'production') {
      await requireApproval({ approvals, verify }, version);
      await rehash(artefacts, version.files.model);
      const serving = { endpoint: plan.endpoint, config: plan.config, model: plan.model };
      const note = 'the signed decision holds and the bytes hash as approved';
      await moveOnRecord(registry, version, 'deploying', clock(), service('plan-endpoint'), { serving }, {}, note);
    }
    return { plan };
  };
