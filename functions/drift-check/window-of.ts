/** A window that a person names, or the instant for which a schedule fired. */
interface Asked {
  readonly window?: { readonly from: string; readonly to: string };
  readonly scheduledAt?: string;
}

const UNITS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * The window to check: the one asked for, or the schedule's period up to the planned instant. The planned instant, not
 * the present one, decides: a late or repeated firing checks the same window.
 */
export const windowOf = (
  { window, scheduledAt }: Asked,
  schedule: string,
  now: Date,
): { readonly from: string; readonly to: string } => {
  if (window) return window;
  const to = scheduledAt ? new Date(scheduledAt) : now;
  return { from: new Date(to.getTime() - periodOf(schedule)).toISOString(), to: to.toISOString() };
};

/** Milliseconds of `rate(6 hours)`; the manifest's schema admits no other form. */
const periodOf = (schedule: string): number => {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  if (!count || !unit) throw new TypeError(`${schedule} is not a rate`);
  return Number(count) * UNITS[unit as keyof typeof UNITS];
};
