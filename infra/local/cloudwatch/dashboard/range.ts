export interface Range {
  readonly from: number;
  readonly to: number;
  readonly minutes: number;
}

const steps = [2, 5, 10, 15, 30, 60, 180, 360, 720, 1440, 4320, 10_080];

/** The choices a reader is offered, in minutes. */
export const offered: readonly number[] = [5, 15, 60, 180, 1440];

/** The time range of a page: as asked, else the smallest round one that shows the session (`since`) whole. */
export const chooseRange = (asked: string | null, since: number, now: number): Range => {
  const wanted = Number(asked);
  const session = (now - since) / 60_000;
  const minutes = asked && wanted >= 1 && wanted <= 21_600 ? wanted : (steps.find((step) => step >= session) ?? 10_080);
  return { from: now - minutes * 60_000, to: now, minutes };
};

/**
 * The period in which a line is drawn. CloudWatch's one minute is coarse for a session of a few minutes, so a chart goes down
 * to ten seconds; over a long range the template's period counts.
 */
export const drawnPeriodMs = (periodSeconds: number, { minutes }: Range): number => {
  const rough = (minutes * 60_000) / 60;
  const fine = [10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000].find((step) => step >= rough) ?? 3_600_000;
  return Math.min(periodSeconds * 1000, fine);
};

export const rangeName = (minutes: number): string => {
  if (minutes % 1440 === 0) return minutes === 1440 ? 'day' : `${minutes / 1440} days`;
  if (minutes % 60 === 0) return minutes === 60 ? 'hour' : `${minutes / 60} hours`;
  return `${minutes} minutes`;
};
