import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { csvFeed } from '../../../shared/monitoring/bytes/csv-feed.ts';
import { windowTarget } from '../../../shared/monitoring/bytes/row-target.ts';
import { sampleTarget } from '../../../shared/monitoring/bytes/sample-target.ts';
import { judge } from '../../../shared/monitoring/drift.ts';
import type { BaselineProfile, DriftReport } from '../../../shared/monitoring/schema.ts';

/**
 * Daily weather at Bellevue, Nebraska, 1949 to 1999 (NOAA, prepared by Elwell and Polikar). The data are not ours to pass
 * on, so they lie beside the checkout, or where SLIPWAY_WEATHER says; without them these tests are passed over.
 */
const file = process.env.SLIPWAY_WEATHER ?? path.join(import.meta.dirname, '../../../../shared/data/weather.csv');
const [header = '', ...days] = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];

/** In the order of the file; those by temperature, and those that depend on instruments and observers. */
const COLUMNS = ['feat_1', 'feat_2', 'feat_3', 'feat_4', 'feat_5', 'feat_6', 'feat_7', 'feat_8'];
const TEMPERATURES = ['feat_1', 'feat_7', 'feat_8'];
const WIND_AND_SIGHT = ['feat_4', 'feat_5', 'feat_6'];

const between = (from: number, to: number): string[] => {
  const at = (year: number) => Math.round(((year - 1949) * days.length) / 51);
  return days.slice(at(from), at(to));
};
const text = (rows: readonly string[]) => Buffer.from(`${[header, ...rows].join('\n')}\n`);
const profileOf = (rows: readonly string[]): BaselineProfile => {
  const target = sampleTarget(COLUMNS.map((name) => ({ name, type: 'number' })));
  const feed = csvFeed(target);
  feed.write(text(rows));
  feed.end();
  return target.profile('rain', '1.0.0');
};
const check = (profile: BaselineProfile, rows: readonly string[]): DriftReport => {
  const target = windowTarget(profile);
  const feed = csvFeed(target);
  feed.write(text(rows));
  feed.end();
  return judge(profile, target.counts(), { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' });
};
const verdictsOn = ({ features }: DriftReport, names: readonly string[]) =>
  names.map((name) => features.find(({ feature }) => feature === name)?.status);
const largest = ({ features }: DriftReport, names: readonly string[]) =>
  Math.max(...features.filter(({ feature }) => names.includes(feature)).map(({ effect }) => effect));

describe.skipIf(days.length === 0)('fifty years of real weather against their first ten', () => {
  const fifties = between(1949, 1959);
  const decades = [1959, 1969, 1979, 1989].map((year) => check(profileOf(fifties), between(year, year + 10)));

  it('finds nothing between halves of the same years, by days or by weeks', () => {
    for (const length of [1, 7]) {
      const half = (which: number) => fifties.filter((_, day) => Math.floor(day / length) % 2 === which);

      expect(check(profileOf(half(0)), half(1))).toMatchObject({ verdict: 'stable', calm: true });
    }
  });

  it('finds every later decade drifted, by wind or visibility first', () => {
    for (const decade of decades) {
      expect(decade.verdict).toBe('drifted');
      expect(verdictsOn(decade, WIND_AND_SIGHT)).toEqual(['drifted', 'drifted', 'drifted']);
      expect(WIND_AND_SIGHT).toContain(decade.features[0]?.feature);
    }
  });

  it('finds the temperatures of no decade drifted: they changed by less than matters, which is watched', () => {
    for (const decade of decades) {
      expect(verdictsOn(decade, TEMPERATURES)).not.toContain('drifted');
      expect(largest(decade, TEMPERATURES)).toBeLessThan(1);
    }
    expect(decades.map((decade) => verdictsOn(decade, ['feat_7'])[0])).toEqual(['watch', 'watch', 'watch', 'watch']);
  });

  it('takes a season for drift when the baseline is of whole years: a yearly season needs a baseline of its own', () => {
    const winters = Array.from({ length: 10 }, (_, year) => between(1949 + year, 1950 + year).slice(0, 89)).flat();
    const report = check(profileOf(fifties), winters);

    expect(verdictsOn(report, TEMPERATURES)).toEqual(['drifted', 'drifted', 'drifted']);
    expect(largest(report, TEMPERATURES)).toBeGreaterThan(20 * largest(decades[3] as DriftReport, TEMPERATURES));
  });

  it('gives no verdict on two months', () => {
    expect(check(profileOf(fifties), between(1990, 1991).slice(0, 60)).verdict).toBe('not-enough-evidence');
  });
});
