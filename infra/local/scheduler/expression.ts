import { Cron } from 'croner';
import { ServiceError } from '../service.ts';
import { type WallClock, wallClock } from './wall-clock.ts';

export interface Expression {
  readonly kind: 'rate' | 'cron' | 'at';
  /** The first instant later than `after`, in ms since 1970. A rate counts from `anchor`, which is its first instant. */
  next(after: number, anchor: number): number | undefined;
}

const MINUTE = 60_000;
const units: Readonly<Record<string, number>> = { minute: MINUTE, hour: 60 * MINUTE, day: 24 * 60 * MINUTE };

const invalid = (text: string, why = ''): ServiceError =>
  new ServiceError('ValidationException', `Invalid Schedule Expression ${text}.${why && ` ${why}`}`);

/**
 * `rate(5 minutes)`, `cron(0 5 * * ? *)` with AWS's six fields, or `at(2026-01-31T08:00:00)`, read in a time zone. As with
 * EventBridge Scheduler, a time that daylight saving leaps over is skipped, and one that comes twice counts once.
 * @throws ServiceError ValidationException
 */
export const parseExpression = (text: string, timeZone = 'UTC'): Expression => {
  const [, kind = '', body = ''] = /^(rate|cron|at)\((.*)\)$/.exec(text.trim()) ?? [];
  if (kind === 'rate') return rate(text, body);
  if (kind === 'cron') return cron(text, body, zone(timeZone));
  if (kind === 'at') return at(text, body, zone(timeZone));
  throw invalid(text, 'It must be rate(…), cron(…) or at(…).');
};

const zone = (timeZone: string): WallClock => {
  try {
    return wallClock(timeZone);
  } catch {
    throw new ServiceError('ValidationException', `Invalid ScheduleExpressionTimezone ${timeZone}.`);
  }
};

const rate = (text: string, body: string): Expression => {
  const [, digits = '', unit = '', plural] = /^(\d+) (minute|hour|day)(s?)$/.exec(body) ?? [];
  const value = Number(digits);
  if (!(value > 0) || (value === 1) === (plural === 's'))
    throw invalid(text, 'A rate is a positive number with minute, hour or day, in the plural unless it is 1.');
  const period = value * (units[unit] ?? 0);
  return {
    kind: 'rate',
    next: (after, anchor) => anchor + Math.max(0, Math.floor((after - anchor) / period) + 1) * period,
  };
};

const cron = (text: string, body: string, wall: WallClock): Expression => {
  const fields = body.trim().toUpperCase().split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = '', year = ''] = fields;
  if (fields.length !== 6) throw invalid(text, 'A cron expression has six fields.');
  if ((day === '?') === (weekday === '?'))
    throw invalid(text, 'One of day-of-month and day-of-week must be ?, and not both.');
  if ([minute, hour, month, year].some((field) => field.includes('?'))) throw invalid(text);
  const times = croner(text, `0 ${minute} ${hour} ${day} ${month} ${weekday === 'L' ? '7' : weekday} ${year}`);
  return {
    kind: 'cron',
    next: (after) => {
      let shown: Date | null = new Date(wall.at(after));
      for (;;) {
        shown = times.nextRun(shown);
        if (!shown) return undefined;
        const instant = wall.instantOf(shown.getTime());
        if (instant !== undefined && instant > after) return instant;
      }
    },
  };
};

const croner = (text: string, pattern: string): Cron => {
  try {
    return new Cron(pattern.replaceAll('?', '*'), {
      mode: '7-part',
      // Sunday is 1
      alternativeWeekdays: true,
      // AWS writes every quarter of an hour as 0/15
      sloppyRanges: true,
      timezone: 'UTC',
      paused: true,
    });
  } catch (error) {
    throw invalid(text, (error as Error).message);
  }
};

const at = (text: string, body: string, wall: WallClock): Expression => {
  const shown = Date.parse(`${body}Z`);
  // The 30th of February parses, as the 2nd of March.
  const written = !Number.isNaN(shown) && new Date(shown).toISOString() === `${body}.000Z`;
  const instant = written ? wall.instantOf(shown) : undefined;
  if (instant === undefined) throw invalid(text, 'A time is yyyy-mm-ddThh:mm:ss, and must exist in the time zone.');
  return { kind: 'at', next: (after) => (instant > after ? instant : undefined) };
};
