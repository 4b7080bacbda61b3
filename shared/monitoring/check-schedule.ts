import * as z from 'zod';
import { scheduleName } from '../deployment/names.ts';
import { whenUsed } from '../kernel/when-used.ts';
import type { ModelId } from '../registry/schema.ts';
import { firstCheck } from './schedule.ts';

/** Parameters of EventBridge Scheduler's CreateSchedule and UpdateSchedule. */
export const CheckSchedule = whenUsed(() =>
  z.object({
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
);
export type CheckSchedule = z.infer<typeof CheckSchedule>;

/** What a schedule starts, and as whom. */
export interface Scheduling {
  readonly monitorMachineArn: string;
  readonly schedulerRoleArn: string;
  readonly scheduleGroup: string;
}

/** The drift-check schedule of a model. There is one for each model: a new version takes it over. */
export const checkSchedule = (
  { team, model }: ModelId,
  schedule: string,
  { monitorMachineArn, schedulerRoleArn, scheduleGroup }: Scheduling,
  now: Date,
): CheckSchedule => ({
  Name: scheduleName({ team, model }),
  GroupName: scheduleGroup,
  ScheduleExpression: schedule,
  // A rate fires at once, when there is nothing yet to look at; and every check just after the end of a window.
  StartDate: firstCheck(schedule, now).toISOString(),
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: {
    Arn: monitorMachineArn,
    RoleArn: schedulerRoleArn,
    // Scheduler fills in the planned instant: a late or repeated firing checks the same window.
    Input: JSON.stringify({ team, model, scheduledAt: '<aws.scheduler.scheduled-time>' }),
    RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 },
  },
});
