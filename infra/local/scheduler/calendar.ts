import { type Appointment, type Clock, createAgenda } from './agenda.ts';
import { scheduleArn } from './arns.ts';
import { parseExpression } from './expression.ts';
import type { Schedule } from './schedule.ts';
import type { ScheduleStore } from './schedule-store.ts';

export interface CalendarDeps {
  readonly store: ScheduleStore;
  readonly clock: Clock;
  invoke(schedule: Schedule, planned: number): Promise<void>;
  /** Hears of an invocation that failed for good. */
  onError?(error: unknown, what: string): void;
}

/** When each schedule fires next. A flexible time window is used at its first moment. */
export const createCalendar = ({ store, clock, invoke, onError }: CalendarDeps) => {
  const agenda = createAgenda(clock);
  const keyOf = ({ GroupName, Name }: Schedule): string => scheduleArn(GroupName, Name);

  const ring = async (schedule: Schedule, planned: number, last: boolean): Promise<void> => {
    try {
      await invoke(schedule, planned);
    } catch (error) {
      onError?.(error, `the schedule ${schedule.GroupName}/${schedule.Name} could not invoke its target`);
    }
    const unchanged = store.find(schedule.GroupName, schedule.Name) === schedule;
    if (last && unchanged && schedule.ActionAfterCompletion === 'DELETE') store.remove(schedule);
  };
  const plan = (schedule: Schedule, after?: number): void => {
    agenda.drop(keyOf(schedule));
    if (schedule.State === 'ENABLED')
      agenda.plan(
        keyOf(schedule),
        { next: nextOf(schedule), ring: (planned, last) => void ring(schedule, planned, last) },
        after,
      );
  };

  for (const schedule of store.schedules()) plan(schedule);
  return {
    plan,
    drop: (schedule: Schedule): void => agenda.drop(keyOf(schedule)),
    start: agenda.start,
    stop: agenda.stop,
  };
};

export type Calendar = ReturnType<typeof createCalendar>;

const nextOf = (schedule: Schedule): Appointment['next'] => {
  const expression = parseExpression(schedule.ScheduleExpression, schedule.ScheduleExpressionTimezone);
  // One-time schedules know neither start nor end.
  if (expression.kind === 'at') return (after) => expression.next(after, 0);
  const start = schedule.StartDate === undefined ? undefined : schedule.StartDate * 1000;
  const end = schedule.EndDate === undefined ? Number.POSITIVE_INFINITY : schedule.EndDate * 1000;
  return (after) => {
    const next = expression.next(Math.max(after, (start ?? after + 1) - 1), start ?? schedule.createdAt);
    return next !== undefined && next <= end ? next : undefined;
  };
};
