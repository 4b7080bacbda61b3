/** What a clock on the wall shows in a time zone, written as milliseconds as if it were UTC. */
export interface WallClock {
  at(instant: number): number;
  /** The first instant at which it shows this; none for a time that daylight saving leaps over. */
  instantOf(wall: number): number | undefined;
}

const DAY = 24 * 3600 * 1000;

/** @throws RangeError when there is no such time zone */
export const wallClock = (timeZone: string): WallClock => {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const offsetAt = (instant: number): number => {
    const shown = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(shown) ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  };
  return {
    at: (instant) => instant + offsetAt(instant),
    instantOf: (wall) => {
      const candidates = [offsetAt(wall - DAY), offsetAt(wall + DAY)].map((offset) => wall - offset);
      return candidates.filter((instant) => instant + offsetAt(instant) === wall).sort((a, b) => a - b)[0];
    },
  };
};
