const MINUTE = 60_000;
const UNITS = { minute: MINUTE, hour: 60 * MINUTE, day: 24 * 60 * MINUTE } as const;

/** SageMaker delivers captured records a couple of minutes late (FACTS 4.1): a window is looked at so long after its end. */
const DELIVERY = 5 * MINUTE;

/** Milliseconds of `rate(6 hours)`. @throws TypeError for any other form, which the manifest's schema does not admit */
export const periodOf = (schedule: string): number => {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  if (!count || !unit) throw new TypeError(`${schedule} is not a rate`);
  return Number(count) * UNITS[unit as keyof typeof UNITS];
};

/** Windows are whole periods since 1970, UTC: the end of the last one before an instant, or at it. */
export const wholePeriods = (at: number, period: number): number => Math.floor(at / period) * period;

/** How long after its end a window is looked at. */
export const settling = (period: number): number => Math.min(DELIVERY, period / 2);

/** The first instant at which a schedule that begins now has a window, or what is left of one, to look at. */
export const firstCheck = (schedule: string, now: Date): Date => {
  const period = periodOf(schedule);
  return new Date(wholePeriods(now.getTime(), period) + period + settling(period));
};

/** How long a check may take before it counts as missing. */
const GRACE = 15 * MINUTE;

/** Whether two windows have ended since traffic was last looked at, and should have been looked at by now. */
export const isOverdue = (schedule: string, lookedUntil: Date, now: Date): boolean => {
  const period = periodOf(schedule);
  return now.getTime() > lookedUntil.getTime() + 2 * period + settling(period) + GRACE;
};
