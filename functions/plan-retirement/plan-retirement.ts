import * as z from 'zod';
import { scheduleName } from '../../shared/deployment/names.ts';
import { liveVersion } from '../../shared/deployment/rollback-target.ts';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { ModelId, modelKey, Serving } from '../../shared/registry/schema.ts';

/** Who asks for a retirement, of what, and why. */
export const RetirementRequest = whenUsed(() =>
  ModelId.extend({
    requestedBy: z.string().min(1).max(200),
    reason: z.string().min(1).max(2000),
  }),
);
export type RetirementRequest = z.infer<typeof RetirementRequest>;

export const PlanRetirementResult = whenUsed(() =>
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('planned'),
      version: z.string(),
      serving: Serving,
      schedule: z.object({ Name: z.string(), GroupName: z.string() }),
    }),
    z.object({ kind: z.literal('nothing'), reason: z.string() }),
  ]),
);
export type PlanRetirementResult = z.infer<typeof PlanRetirementResult>;

interface Deps {
  readonly registry: ModelRegistry;
  readonly scheduleGroup: string;
}

/** Says what serves the model and watches it, so that the machine can remove exactly that. */
export const createPlanRetirement =
  ({ registry, scheduleGroup }: Deps) =>
  async (request: RetirementRequest): Promise<PlanRetirementResult> => {
    const live = liveVersion(await registry.versionsOf(request));
    if (!live?.serving) return { kind: 'nothing', reason: `${modelKey(request)} has no live version` };
    return {
      kind: 'planned',
      version: live.version,
      serving: live.serving,
      schedule: { Name: scheduleName(request), GroupName: scheduleGroup },
    };
  };
