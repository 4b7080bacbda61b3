import * as z from 'zod';
import type { Clock } from '../../shared/kernel/clock.ts';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import { CheckSchedule, checkSchedule, type Scheduling } from '../../shared/monitoring/check-schedule.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { requireVersion } from '../../shared/registry/require-version.ts';
import type { VersionId } from '../../shared/registry/schema.ts';
import { manifestOf } from '../../shared/registry/version-manifest.ts';
import type { StoredContent } from '../../shared/storage/ports.ts';

export const PlanMonitoringResult = whenUsed(() => z.object({ schedule: CheckSchedule }));
export type PlanMonitoringResult = z.infer<typeof PlanMonitoringResult>;

interface Deps extends Scheduling {
  readonly registry: ModelRegistry;
  readonly artefacts: StoredContent;
  readonly clock: Clock;
}

/** The model's drift-check schedule, as the manifest asks for it. */
export const createPlanMonitoring =
  ({ registry, artefacts, clock, ...scheduling }: Deps) =>
  async (id: VersionId): Promise<PlanMonitoringResult> => {
    const { monitoring } = await manifestOf(artefacts, await requireVersion(registry, id));
    return { schedule: checkSchedule(id, monitoring.schedule, scheduling, clock()) };
  };
