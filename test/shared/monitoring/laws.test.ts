import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../shared/monitoring/drift.ts';
import { mergeCounts } from '../../../shared/monitoring/merge-counts.ts';
import { profileOf } from '../../../shared/monitoring/profile.ts';
import type { DriftReport, FeatureShape, WindowCounts } from '../../../shared/monitoring/schema.ts';
import { countsOf, lastHour, loanProfile, loans, normals } from '../../support/monitoring.ts';

const size: FeatureShape = { name: 'size', type: 'number' };
const measured = (values: readonly number[], window: readonly number[]) => {
  const rows = (all: readonly number[]) => all.map((x) => ({ inputs: [x] }));
  const profile = profileOf({ model: 'm', version: '1.0.0', inputs: [size], rows: rows(values) });
  return judge(profile, countsOf(profile, rows(window)), lastHour).features[0];
};

describe('a drift report', () => {
  const reference = normals(3, 1500);
  const window = normals(4, 400, 0.2, 1.1);

  // A power of two changes no digit of a double.
  it('does not depend on the unit of a column', () => {
    fc.assert(
      fc.property(fc.integer({ min: -30, max: 30 }), (power) => {
        const scale = (values: readonly number[]) => values.map((x) => x * 2 ** power);
        const [own, scaled] = [measured(reference, window), measured(scale(reference), scale(window))];

        expect(scaled?.status).toBe(own?.status);
        for (const [i, { name, statistic, qValue }] of (own?.measures ?? []).entries()) {
          expect(scaled?.measures[i]).toMatchObject({ name, qValue });
          expect(scaled?.measures[i]?.statistic).toBeCloseTo(statistic, 9);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('turns round with a column that does', () => {
    const turned = (values: readonly number[]) => values.map((x) => -x);
    const [own, other] = [measured(reference, window), measured(turned(reference), turned(window))];

    expect(other?.status).toBe(own?.status);
    expect(other?.measures.find(({ name }) => name === 'wasserstein')?.statistic).toBeCloseTo(
      own?.measures.find(({ name }) => name === 'wasserstein')?.statistic ?? Number.NaN,
      2,
    );
  });

  it('is the same however the window was cut, and in whatever order its parts are added', () => {
    const profile = loanProfile(1000);
    const rows = loans(70, 600);
    const whole = judge(profile, countsOf(profile, rows), lastHour);
    const told = ({ features, ...rest }: DriftReport) => ({
      ...rest,
      features: features.map(({ feature, status, measures }) => ({
        feature,
        status,
        measures: measures.map(({ name, exceeded, statistic }) => ({
          name,
          exceeded,
          statistic: statistic.toFixed(9),
        })),
      })),
    });

    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 599 }), { maxLength: 6 }), fc.boolean(), (cuts, back) => {
        const ends = [0, ...cuts.sort((a, b) => a - b), 600];
        const parts = ends.slice(1).map((end, i) => countsOf(profile, rows.slice(ends[i], end)));
        const [first, ...others] = back ? [...parts].reverse() : parts;
        const merged = others.reduce(mergeCounts, first as WindowCounts);

        expect(told(judge(profile, merged, lastHour))).toEqual(told(whole));
      }),
      { numRuns: 20 },
    );
  });
});
