import { describe, expect, it } from 'vitest';
import { judge } from '../../../shared/monitoring/drift.ts';
import { profileOf } from '../../../shared/monitoring/profile.ts';
import { CountedWindow, type FeatureShape } from '../../../shared/monitoring/schema.ts';
import { hourOfWeek, type Season, sameHoursBefore, weekUntil } from '../../../shared/monitoring/season.ts';
import { countsOf, normals } from '../../support/monitoring.ts';

const load: FeatureShape = { name: 'load', type: 'number' };
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MONDAY = Date.UTC(2026, 2, 2);
const at = (time: number) => new Date(time).toISOString();
const isNight = (time: number) => new Date(time).getUTCHours() < 6;

/** By day the load is around 0, at night around 1.5: a quarter of the day is night. */
const usual = (time: number) => (isNight(time) ? 1.5 : 0);
const rows = (time: number, count: number, mean: number) =>
  normals(time / HOUR, count, mean).map((x) => ({ inputs: [x] }));

const profile = profileOf({
  model: 'm',
  version: '1.0.0',
  inputs: [load],
  rows: Array.from({ length: 168 }, (_, i) => MONDAY - 60 * DAY + i * HOUR).flatMap((time) =>
    rows(time, 30, usual(time)),
  ),
});

const hour = (time: number, mean: number, count = 800): CountedWindow =>
  CountedWindow.parse({ from: at(time), to: at(time + HOUR), counts: countsOf(profile, rows(time, count, mean)) });

/** What is known at a window, when loads were `mean` in each hour before it. */
const seasonAt = (time: number, mean: (time: number) => number): Season => ({
  sameHours: [1, 2, 3, 4].map((weeks) => hour(time - weeks * 7 * DAY, mean(time - weeks * 7 * DAY))),
  lastWeek: Array.from({ length: 168 }, (_, i) => hour(time - i * HOUR, mean(time - i * HOUR), 40)),
});
const verdictAt = (time: number, mean: (time: number) => number, season = seasonAt(time, mean), limits = {}) => {
  const { counts, ...window } = hour(time, mean(time));
  return judge(profile, counts, window, limits, { season });
};

const night = MONDAY + 35 * DAY + 3 * HOUR;
const noon = MONDAY + 35 * DAY + 12 * HOUR;

describe('a season', () => {
  it('explains an hour that is always like this: watched, not drift', () => {
    const { counts, ...window } = hour(night, usual(night));
    const alone = judge(profile, counts, window);
    const { verdict, calm, sentence, features } = verdictAt(night, usual);

    expect(alone.verdict).toBe('drifted');
    expect({ verdict, calm }).toEqual({ verdict: 'watch', calm: true });
    expect(sentence).toBe('No drift. As usual for these hours of the week, other than at release: load.');
    expect(features[0]).toMatchObject({ status: 'watch', season: { seasonal: true, weeks: 4, rows: 3200 } });
    expect(features[0]?.sentence).toMatch(/^As in these hours of the last 4 weeks\. Higher on average/);
  });

  it('explains nothing of an hour unlike its own past', () => {
    const sudden = (time: number) => (time === noon ? 1.5 : usual(time));

    expect(verdictAt(noon, sudden).verdict).toBe('drifted');
  });

  it.each([1, 6, 8, 29, 60])('never hides a change that came to stay, on day %i of it', (days) => {
    const since = noon - days * DAY;
    const { verdict, features } = verdictAt(noon, (time) => usual(time) + (time >= since ? 1 : 0));

    expect(verdict).toBe('drifted');
    expect(features[0]?.season?.seasonal).toBe(false);
  });

  it('is what a lasting change of one hour of the day becomes: drift when it begins, usual after the weeks compared', () => {
    const changed = (since: number) => (time: number) =>
      usual(time) + (new Date(time).getUTCHours() === 3 && time >= since ? 1.5 : 0);

    expect(verdictAt(night, changed(night)).verdict).toBe('drifted');
    expect(verdictAt(night, changed(night - 7 * DAY)).verdict).toBe('drifted');
    expect(verdictAt(night, changed(night - 35 * DAY))).toMatchObject({
      verdict: 'watch',
      features: [{ season: { seasonal: true } }],
    });
  });

  it.each([
    ['one week', (season: Season) => ({ ...season, sameHours: season.sameHours.slice(0, 1) })],
    ['no last week', (season: Season) => ({ ...season, lastWeek: season.lastWeek.slice(0, 100) })],
    [
      'other hours',
      (season: Season) => ({
        ...season,
        sameHours: season.sameHours.map((one) => ({
          ...one,
          from: at(Date.parse(one.from) + HOUR),
          to: at(Date.parse(one.to) + HOUR),
        })),
      }),
    ],
    [
      'the same week four times',
      ({ lastWeek, sameHours: [first] }: Season) => ({
        lastWeek,
        sameHours: Array.from({ length: 4 }, () => first as CountedWindow),
      }),
    ],
  ])('is not known from %s', (_, change) => {
    const { verdict, features } = verdictAt(night, usual, change(seasonAt(night, usual)));

    expect(verdict).toBe('drifted');
    expect(features[0]?.season).toBeUndefined();
  });

  it('is harder to claim with little traffic, not easier', () => {
    const few = { ...seasonAt(night, usual), sameHours: [1, 2].map((i) => hour(night - i * 7 * DAY, 1.5, 55)) };
    const { counts, ...window } = hour(night, 1.5, 110);

    expect(judge(profile, counts, window, {}, { season: few }).verdict).toBe('drifted');
  });

  it('gives the same report for the same counts, in whatever order they come', () => {
    const season = seasonAt(night, usual);
    const turned = { sameHours: [...season.sameHours].reverse(), lastWeek: [...season.lastWeek].reverse() };
    const { features, ...whole } = verdictAt(night, usual, turned);
    const { features: before, ...same } = verdictAt(night, usual, season);

    expect(whole).toEqual(same);
    expect(features[0]?.season?.againstSameHours).toBeCloseTo(before[0]?.season?.againstSameHours as number, 9);
  });
});

describe('the hours of the week', () => {
  it('are counted from Monday midnight, UTC', () => {
    expect(hourOfWeek('2026-03-02T00:00:00Z')).toBe(0);
    expect(hourOfWeek('2026-03-02T08:59:59Z')).toBe(8);
    expect(hourOfWeek('2026-03-08T23:00:00Z')).toBe(167);
    expect(hourOfWeek('2024-02-29T00:00:00Z')).toBe(72);
  });

  it('are found in earlier weeks, over a change of clocks too', () => {
    const window = { from: '2026-03-30T08:00:00.000Z', to: '2026-03-30T09:00:00.000Z' };

    expect(sameHoursBefore(window, 2)).toEqual([
      { from: '2026-03-23T08:00:00.000Z', to: '2026-03-23T09:00:00.000Z' },
      { from: '2026-03-16T08:00:00.000Z', to: '2026-03-16T09:00:00.000Z' },
    ]);
    expect(weekUntil(window)).toEqual({ from: '2026-03-23T09:00:00.000Z', to: '2026-03-30T09:00:00.000Z' });
  });
});
