import * as z from 'zod';
import { NotImplementedLocally, ServiceError } from '../service.ts';
import { parseExpression } from './expression.ts';
import { filledIn } from './input.ts';

const Name = z.string().regex(/^[0-9a-zA-Z-_.]{1,64}$/);
const Arn = z.string().regex(/^arn:.{1,1600}$/);
/** Seconds since 1970 from an SDK, ISO from a template. */
const Instant = z.union([z.number(), z.iso.datetime({ offset: true }).transform((iso) => Date.parse(iso) / 1000)]);

/** What CreateSchedule, UpdateSchedule and the template say about a schedule. */
const Settings = z.strictObject({
  Name,
  GroupName: Name.default('default'),
  Description: z.string().max(512).optional(),
  ScheduleExpression: z.string().min(1).max(256),
  ScheduleExpressionTimezone: z.string().min(1).max(50).default('UTC'),
  StartDate: Instant.optional(),
  EndDate: Instant.optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
  FlexibleTimeWindow: z.discriminatedUnion('Mode', [
    z.strictObject({ Mode: z.literal('OFF') }),
    z.strictObject({ Mode: z.literal('FLEXIBLE'), MaximumWindowInMinutes: z.int().min(1).max(1440) }),
  ]),
  Target: z.strictObject({
    Arn,
    RoleArn: Arn,
    Input: z.string().min(1).optional(),
    RetryPolicy: z
      .strictObject({
        MaximumRetryAttempts: z.int().min(0).max(185).default(185),
        MaximumEventAgeInSeconds: z.int().min(60).max(86_400).default(86_400),
      })
      .prefault({}),
    DeadLetterConfig: z.strictObject({ Arn: Arn.optional() }).optional(),
  }),
});
export type Settings = z.infer<typeof Settings>;

/** A schedule as it is kept. */
export interface Schedule extends Settings {
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Tells a repeated CreateSchedule from a second one. */
  readonly clientToken?: string;
}

/**
 * Reads and checks the settings of a schedule.
 * @throws ServiceError ValidationException, or NotImplementedLocally naming a setting or a target that is not here
 */
export const readSettings = (body: unknown): Settings => {
  const parsed = Settings.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = (issue?.path ?? [])
      .map((part) => `${String(part)[0]?.toLowerCase()}${String(part).slice(1)}`)
      .join('.');
    if (issue?.code === 'unrecognized_keys')
      throw new NotImplementedLocally(`${[...issue.path, ...issue.keys].join('.')} of an EventBridge schedule`);
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value at '${path}' failed to satisfy constraint: ${issue?.message}`,
    );
  }
  const settings = parsed.data;
  parseExpression(settings.ScheduleExpression, settings.ScheduleExpressionTimezone);
  checkTarget(settings.Target);
  if (settings.StartDate !== undefined && settings.EndDate !== undefined && settings.EndDate <= settings.StartDate)
    throw new ServiceError('ValidationException', 'The EndDate must be later than the StartDate.');
  return settings;
};

const checkTarget = ({ Arn: target, Input }: Settings['Target']): void => {
  if (!/^arn:aws:(lambda|states):[^:]*:\d{12}:(function|stateMachine):/.test(target))
    throw new NotImplementedLocally(`the target ${target} of an EventBridge schedule`);
  if (Input === undefined) return;
  try {
    JSON.parse(filledIn(Input, { scheduledTime: '', executionId: '', scheduleArn: '', attempt: 1 }));
  } catch {
    throw new ServiceError('ValidationException', 'Invalid request provided: Input must be valid JSON.');
  }
};
