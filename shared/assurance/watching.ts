import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';
import { DriftLimits, LIMIT_NAMES } from '../monitoring/limits.ts';
import { driftLimits } from '../policy/drift-limits.ts';
import { ImportanceRules } from '../policy/importance-policy.ts';
import { Reaction } from '../policy/monitoring-policy.ts';
import type { Tier } from '../policy/schema.ts';
import type { Manifest } from '../registry/manifest.ts';

/** How a version will be watched once it is live, and what follows from drift: part of what its approvers decide on. */
export const Watching = whenUsed(() =>
  z.object({
    schedule: z.string(),
    labelsAfterHours: z.int().optional(),
    limits: z.record(z.enum(LIMIT_NAMES), z.number()),
    /** Limits that the team set for itself, beside the value of the tier and what the policy allows. */
    own: z.array(
      z.object({
        name: z.enum(LIMIT_NAMES),
        tier: z.number(),
        bounds: z.object({ least: z.number(), most: z.number() }),
      }),
    ),
    onDrift: Reaction,
    retrainingCooldownSeconds: z.int(),
    /** Whom a request for retraining is for. */
    retrainingTarget: z.string().optional(),
    importance: ImportanceRules,
  }),
);
export type Watching = z.infer<typeof Watching>;

/** The limits that hold for a manifest in its tier, whose they are, and what the tier's policy does on drift. */
export const watchingOf = (
  { monitoring, retraining }: Pick<Manifest, 'monitoring' | 'retraining'>,
  tier: Pick<Tier, 'drift' | 'driftBounds' | 'onDrift' | 'retrainingCooldownSeconds' | 'importance'>,
): Watching => {
  const ofTier = DriftLimits.parse(tier.drift);
  const { limits } = driftLimits(tier, monitoring.drift);
  return {
    schedule: monitoring.schedule,
    ...(monitoring.labelsAfterHours !== undefined && { labelsAfterHours: monitoring.labelsAfterHours }),
    limits,
    own: LIMIT_NAMES.flatMap((name) => {
      const bounds = tier.driftBounds[name];
      return bounds && limits[name] !== ofTier[name] ? [{ name, tier: ofTier[name], bounds }] : [];
    }),
    onDrift: tier.onDrift,
    retrainingCooldownSeconds: tier.retrainingCooldownSeconds,
    ...(retraining && { retrainingTarget: retraining.target }),
    importance: tier.importance,
  };
};
