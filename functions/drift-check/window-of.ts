import { periodOf, settling, wholePeriods } from '../../shared/monitoring/schedule.ts';
import type { Span } from '../../shared/monitoring/window-keys.ts';

/** What the check is asked to look at: a stretch that a person names, the last period until now, or what a schedule planned. */
export interface Asked {
  readonly window?: Span;
  readonly asOf?: string;
  readonly scheduledAt?: string;
}

/** What is known of the model's checks so far. */
export interface Watched {
  /** Its schedule, such as `rate(6 hours)`. */
  readonly schedule: string;
  /** Since when this version is live. */
  readonly since: string;
  /** End of the last window that was checked, if one was. */
  readonly last?: string;
}

export interface Window extends Span {
  /** Windows before it that nobody looked at and that it takes in. */
  readonly missed: number;
  /** Missed windows further back, which it does not take in. */
  readonly beyond: number;
}

/** Windows that one check catches up at most; traffic further back is for a person to ask about. */
const MOST_MISSED = 24;

/**
 * The window to check. A schedule's windows are whole periods since 1970, UTC, and the planned instant decides, not the
 * present one: a late, early or repeated firing looks at the same window, a second more or less changes nothing
 * . Windows that were missed are taken in by the next one, once for all. Traffic of the version before is
 * left out. Nothing when this version was not yet live.
 */
export const windowOf = (asked: Asked, { schedule, since, last }: Watched, now: Date): Window | undefined => {
  if (asked.window) return { ...asked.window, missed: 0, beyond: 0 };
  const period = periodOf(schedule);
  if (asked.asOf !== undefined || asked.scheduledAt === undefined) {
    const to = asked.asOf === undefined ? now.getTime() : Date.parse(asked.asOf);
    return span(to - period, to);
  }
  const to = wholePeriods(Date.parse(asked.scheduledAt) - settling(period), period);
  const live = Date.parse(since);
  if (live >= to) return undefined;
  const begin = to - period;
  const looked = Math.max(live, last === undefined ? 0 : wholePeriods(Date.parse(last) + period - 1, period));
  const from = Math.max(Math.min(looked, begin), begin - MOST_MISSED * period);
  const windowsTo = (at: number) => Math.max(0, Math.ceil((begin - at) / period));
  return span(Math.max(from, live), to, windowsTo(from), windowsTo(looked) - windowsTo(from));
};

const span = (from: number, to: number, missed = 0, beyond = 0): Window => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
  missed,
  beyond,
});
