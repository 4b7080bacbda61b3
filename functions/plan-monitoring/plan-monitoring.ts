import * as z from 'zod';
import { scheduleName } from '../../shared/deployment/names.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { firstCheck } from '../../shared/monitoring/schedule.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { requireVersion } from '../../shared/registry/require-version.ts';
import type { VersionId } from '../../shared/registry/schema.ts';
import { manifestOf } from '../../shared/registry/version-manifest.ts';
import type { ContentStore } from '../../shared/storage/ports.ts';

/** Parameters of EventBridge Scheduler's CreateSchedule and UpdateSchedule. */
export const PlanMonitoringResult = z.object({
  schedule: z.object({
    Name: z.string(),
    GroupName: z.string(),
    ScheduleExpression: z.string(),
    StartDate: z.iso.datetime(),
    FlexibleTimeWindow: z.object({ Mode: z.literal('OFF') }),
    Target: z.object({
      Arn: z.string(),
      RoleArn: z.string(),
      Input: z.string(),
      RetryPolicy: z.object({ MaximumRetryAttempts: z.int(), MaximumEventAgeInSeconds: z.int() }),
    }),
  }),
});
export type PlanMonitoringResult = z.infer<typeof PlanMonitoringResult>;

interface Deps {
  readonly registry: ModelRegistry;
  readonly artefacts: ContentStore;
  readonly monitorMachineArn: string;
  readonly schedulerRoleArn: string;
  readonly scheduleGroup: string;
  readonly clock: Clock;
}

/** The model's drift-check schedule, as the manifest asks for it. One schedule per model: a new version takes it over. */
export const createPlanMonitoring =
  ({ registry, artefacts, monitorMachineArn, schedulerRoleArn, scheduleGroup, clock }: Deps) =>
  async (id: VersionId): Promise<PlanMonitoringResult> => {
    const { monitoring } = await manifestOf(artefacts, await requireVersion(registry, id));
    return {
      schedule: {
        Name: scheduleName(id),
        GroupName: scheduleGroup,
        ScheduleExpression: monitoring.schedule,
        // A rate fires at once, when there is nothing yet to look at; and every check just after the end of a window.
        StartDate: firstCheck(monitoring.schedule, clock()).toISOString(),
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: monitorMachineArn,
          RoleArn: schedulerRoleArn,
          // Scheduler fills in the planned instant: a late or repeated firing checks the same window.
          Input: JSON.stringify({ team: id.team, model: id.model, scheduledAt: '<aws.scheduler.scheduled-time>' }),
          RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 },
        },
      },
    };
  };
