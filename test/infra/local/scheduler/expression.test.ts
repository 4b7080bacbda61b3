import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../../infra/local/scheduler/expression.ts';

const from = (text: string, start: string, zone?: string, count = 3) => {
  const { next } = parseExpression(text, zone);
  const anchor = Date.parse(start);
  const times: string[] = [];
  for (let after = anchor; times.length < count; ) {
    const found = next(after, anchor);
    if (found === undefined) break;
    times.push(new Date(found).toISOString().slice(0, 16));
    after = found;
  }
  return times;
};

describe('a schedule expression', () => {
  it.each([
    ['rate(5 minutes)', ['2026-01-01T00:05', '2026-01-01T00:10', '2026-01-01T00:15']],
    ['rate(1 day)', ['2026-01-02T00:00', '2026-01-03T00:00', '2026-01-04T00:00']],
    ['cron(0 5 * * ? *)', ['2026-01-01T05:00', '2026-01-02T05:00', '2026-01-03T05:00']],
    ['cron(0/15 8 ? * 2 *)', ['2026-01-05T08:00', '2026-01-05T08:15', '2026-01-05T08:30']],
    ['cron(0 8 ? * MON-FRI *)', ['2026-01-01T08:00', '2026-01-02T08:00', '2026-01-05T08:00']],
    ['cron(0 8 ? * 6L *)', ['2026-01-30T08:00', '2026-02-27T08:00', '2026-03-27T08:00']],
    ['cron(0 8 ? * L *)', ['2026-01-03T08:00', '2026-01-10T08:00', '2026-01-17T08:00']],
    ['cron(0 8 ? * 2#1 *)', ['2026-01-05T08:00', '2026-02-02T08:00', '2026-03-02T08:00']],
    ['cron(0 8 L * ? *)', ['2026-01-31T08:00', '2026-02-28T08:00', '2026-03-31T08:00']],
    ['cron(0 8 3W * ? *)', ['2026-01-02T08:00', '2026-02-03T08:00', '2026-03-03T08:00']],
    ['cron(0 8 1 1 ? 2027)', ['2027-01-01T08:00']],
    ['at(2026-03-01T12:30:00)', ['2026-03-01T12:30']],
    ['at(2025-03-01T12:30:00)', []],
  ])('%s', (text, times) => expect(from(text, '2026-01-01T00:00:00Z')).toEqual(times));

  it('follows the clock on the wall through daylight saving', () => {
    const daily = 'cron(30 8 * * ? *)';
    expect(from(daily, '2026-03-28T00:00:00Z', 'Europe/Berlin')).toEqual([
      '2026-03-28T07:30',
      '2026-03-29T06:30',
      '2026-03-30T06:30',
    ]);
    expect(from('at(2026-07-01T12:00:00)', '2026-01-01T00:00:00Z', 'America/New_York')).toEqual(['2026-07-01T16:00']);
  });

  it('skips what daylight saving leaps over, and counts once what comes twice', () => {
    const night = 'cron(30 2 * * ? *)';
    expect(from(night, '2026-03-28T00:00:00Z', 'Europe/Berlin')).toEqual([
      '2026-03-28T01:30',
      '2026-03-30T00:30',
      '2026-03-31T00:30',
    ]);
    expect(from(night, '2026-10-24T12:00:00Z', 'Europe/Berlin', 2)).toEqual(['2026-10-25T00:30', '2026-10-26T01:30']);
    expect(from('cron(0/30 2 * * ? *)', '2026-10-24T12:00:00Z', 'Europe/Berlin')).toEqual([
      '2026-10-25T00:00',
      '2026-10-25T00:30',
      '2026-10-26T01:00',
    ]);
  });

  it.each([
    'rate(1 days)',
    'rate(5 minute)',
    'rate(0 minutes)',
    'rate(5 seconds)',
    'cron(0 5 * * *)',
    'cron(0 5 * * * *)',
    'cron(0 5 ? * ? *)',
    'cron(99 5 * * ? *)',
    'cron(? 5 * * ? *)',
    'at(2026-02-30T12:00:00)',
    'at(tomorrow)',
    'every day',
  ])('refuses %s', (text) => {
    expect(() => parseExpression(text)).toThrow(expect.objectContaining({ code: 'ValidationException' }));
  });

  it('refuses a time that its zone leaps over', () => {
    expect(() => parseExpression('at(2026-03-29T02:30:00)', 'Europe/Berlin')).toThrow(/must exist/);
  });

  it('by rate gives the first multiple of its period after any instant', () => {
    const { next } = parseExpression('rate(7 minutes)');
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e12 }), fc.nat(1e9), (after, anchor) => {
        const found = next(after, anchor) ?? Number.NaN;
        expect((found - anchor) % (7 * 60_000)).toBe(0);
        expect(found > after && (found === anchor || found - 7 * 60_000 <= after)).toBe(true);
      }),
    );
  });
});
