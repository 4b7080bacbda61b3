import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row } from '../../../../shared/monitoring/cells.ts';
import { judge } from '../../../../shared/monitoring/drift.ts';
import { MonitorConstraints, MonitorStatistics } from '../../../../shared/monitoring/model-monitor/files.ts';
import { importBaseline } from '../../../../shared/monitoring/model-monitor/import-baseline.ts';
import { binsOfBuckets, binsOfSketch } from '../../../../shared/monitoring/model-monitor/sketch-profile.ts';
import { BaselineProfile, type NumericProfile } from '../../../../shared/monitoring/schema.ts';
import { countsOf, lastHour, loans } from '../../../support/monitoring.ts';

/** What a KLL sketch keeps: all of few values; of many, some as they are and every eighth of the rest at level 3. */
const sketchOf = (values: readonly number[]): number[][] => {
  if (values.length < 1000) return [[...values]];
  const whole = values.length - (values.length % 8);
  const sorted = values.slice(0, whole).sort((a, b) => a - b);
  return [values.slice(whole), [], [], sorted.filter((_, i) => i % 8 === 4)];
};

const monitored = (rows: readonly Row[]) => {
  const amounts = rows.map(({ inputs = [] }) => Number(inputs[0]));
  const purposes = Map.groupBy(rows, ({ inputs = [] }) => String(inputs[1]));
  const [n, mean] = [amounts.length, amounts.reduce((sum, x) => sum + x, 0) / amounts.length];
  return MonitorStatistics.parse({
    version: 0,
    dataset: { item_count: n + 10 },
    features: [
      {
        name: 'amount',
        inferred_type: 'Integral',
        numerical_statistics: {
          common: { num_present: n, num_missing: 10 },
          mean,
          sum: mean * n,
          std_dev: Math.sqrt(amounts.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n),
          min: Math.min(...amounts),
          max: Math.max(...amounts),
          distribution: {
            kll: {
              buckets: [{ lower_bound: 0, upper_bound: 1e5, count: n }],
              sketch: { parameters: { c: 0.64, k: 2048 }, data: sketchOf(amounts) },
            },
          },
        },
      },
      {
        name: 'purpose',
        inferred_type: 'String',
        string_statistics: {
          common: { num_present: n, num_missing: 10 },
          distinct_count: purposes.size,
          distribution: {
            categorical: { buckets: [...purposes].map(([value, { length: count }]) => ({ value, count })) },
          },
        },
      },
    ],
  });
};

const constraints = (change: object = {}, config: object = {}) =>
  MonitorConstraints.parse({
    version: 0,
    features: [
      { name: 'amount', inferred_type: 'Fractional', num_constraints: { is_non_negative: true } },
      { name: 'purpose', inferred_type: 'String', string_constraints: { domains: ['car', 'home', 'study'] } },
    ],
    monitoring_config: { evaluate_constraints: 'Enabled', ...config },
    ...change,
  });

describe('a baseline of Model Monitor', () => {
  const { profile } = importBaseline('loans', monitored(loans(1, 8000)), constraints());
  const verdict = (rows: readonly Row[]) =>
    judge(
      profile,
      countsOf(
        profile,
        rows.map(({ inputs }) => ({ inputs })),
      ),
      lastHour,
    );

  it('becomes a profile with the types, ranges, domains and missing values it had', () => {
    expect(BaselineProfile.parse(JSON.parse(JSON.stringify(profile)))).toEqual(profile);
    expect(profile).toMatchObject({ model: 'loans', rows: 8010 });
    expect(profile.features).toMatchObject([
      { name: 'amount', kind: 'numeric', rows: 8010, present: 8000, missing: 10, shape: { type: 'number', min: 0 } },
      { name: 'purpose', kind: 'category', present: 8000, others: 0, shape: { values: ['car', 'home', 'study'] } },
    ]);
  });

  it('finds other rows of the same kind stable, and dearer ones drifted', () => {
    const dearer = loans(50, 2000, ({ inputs = [] }) => ({ inputs: [Number(inputs[0]) * 1.5, inputs[1]] }));

    expect(verdict(loans(50, 2000)).features.map(({ status }) => status)).toEqual(['stable', 'stable']);
    expect(verdict(dearer).features[0]).toMatchObject({ feature: 'amount', status: 'drifted' });
  });

  it('says how right a sketch is, and nothing of one that kept every value', () => {
    const saidOf = (rows: number) =>
      importBaseline('loans', monitored(loans(1, rows))).lost.map(({ message }) => message);

    expect(saidOf(8000)[0]).toBe('it is known by a sketch: shares of its values are right to about 0.14 %');
    expect(saidOf(500).filter((message) => /sketch/.test(message))).toEqual([]);
  });

  it('has the deciles of its values to a point of a hundred', () => {
    const { edges, deciles } = profile.features[0] as NumericProfile;
    const amounts = loans(1, 8000).map(({ inputs = [] }) => Number(inputs[0]));

    expect(deciles).toHaveLength(9);
    for (const [i, edge] of deciles.entries())
      expect(amounts.filter((x) => x < (edges[edge] as number)).length / 8000).toBeCloseTo((i + 1) / 10, 2);
  });
});

describe('the limits of Model Monitor', () => {
  const limits = (config: object) => importBaseline('m', monitored(loans(1, 50)), constraints({}, config)).limits;

  it('come along where they mean the same', () => {
    expect(
      limits({
        domain_content_threshold: 0.9,
        datatype_check_threshold: 0.98,
        distribution_constraints: { perform_comparison: 'Enabled', comparison_threshold: 0.2 },
      }),
    ).toEqual({ ks: 0.2, newCategories: 0.1, invalidChange: 0.02 });
  });

  it('are not taken for wishes where they are only its strictest', () => {
    expect(limits({ domain_content_threshold: 1, datatype_check_threshold: 1 })).toEqual({});
    expect(limits({ distribution_constraints: { perform_comparison: 'Disabled', comparison_threshold: 0.2 } })).toEqual(
      {},
    );
  });
});

describe('what is left behind', () => {
  const lost = (change: object, config: object = {}, statistics = monitored(loans(1, 50))) =>
    importBaseline('m', statistics, constraints(change, config)).lost.map(({ path, message }) => `${path}: ${message}`);

  it('is nothing of a plain baseline', () => {
    expect(lost({})).toEqual([]);
  });

  it('is named, with its place and what it means', () => {
    const found = lost(
      {
        features: [
          { name: 'amount', inferred_type: 'Integral', completeness: 1 },
          { name: 'gone', inferred_type: 'String', monitoring_config_overrides: { emit_metrics: 'Disabled' } },
        ],
      },
      {
        emit_metrics: 'Enabled',
        domain_content_threshold: 1,
        distribution_constraints: { comparison_method: 'Robust', categorical_drift_method: 'LInfinity' },
      },
    );

    expect(found.map((one) => one.split(':')[0])).toEqual([
      'amount',
      'amount',
      'gone',
      'gone',
      'monitoring_config.domain_content_threshold',
      'monitoring_config.emit_metrics',
      'monitoring_config.distribution_constraints.comparison_method',
      'monitoring_config.distribution_constraints.categorical_drift_method',
    ]);
    expect(found[0]).toContain('completeness of 1 is not kept');
  });

  it('includes columns and distributions that the file does not describe', () => {
    const common = { num_present: 90, num_missing: 10 };
    const statistics = MonitorStatistics.parse({
      features: [
        { name: 'odd', inferred_type: 'Unknown' },
        { name: 'plain', inferred_type: 'Fractional', numerical_statistics: { common, mean: 'NaN' } },
        { name: 'id', inferred_type: 'String', string_statistics: { common, distinct_count: 90 } },
      ],
    });
    const { profile, lost: left } = importBaseline('m', statistics);

    expect(left.map(({ path }) => path)).toEqual(['odd', 'plain', 'id']);
    expect(profile.features).toMatchObject([
      { name: 'plain', rows: 100, present: 0, missing: 10 },
      { name: 'id', rows: 100, present: 90, others: 90, counts: [] },
    ]);
    expect(BaselineProfile.safeParse(profile).success).toBe(true);
  });
});

describe('bins of a sketch', () => {
  const levels = fc.array(fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 40 }), {
    minLength: 1,
    maxLength: 5,
  });

  it('count every row, in ascending bins', () => {
    fc.assert(
      fc.property(levels, fc.integer({ min: 1, max: 1_000_000 }), (data, present) => {
        const bins = binsOfSketch(data, present);
        fc.pre(data.some((level) => level.length > 0));
        expect(bins?.counts.reduce((sum, count) => sum + count, 0)).toBe(present);
        expect(bins?.counts.every((count) => count >= 0)).toBe(true);
        expect(bins?.edges).toEqual([...new Set(bins?.edges)].sort((a, b) => a - b));
        expect(bins?.deciles.every((i) => i >= 0 && i < (bins?.edges.length ?? 0))).toBe(true);
      }),
    );
  });

  it('do not depend on the order within a level', () => {
    fc.assert(
      fc.property(levels, (data) => {
        expect(
          binsOfSketch(
            data.map((level) => [...level].reverse()),
            1000,
          ),
        ).toEqual(binsOfSketch(data, 1000));
      }),
    );
  });

  it('keep a value of many rows apart', () => {
    const bins = binsOfSketch([[...new Array(400).fill(0), ...Array.from({ length: 600 }, (_, i) => i + 1)]], 1000);
    const zero = bins?.edges.indexOf(0) as number;

    expect(bins?.counts[zero + 1]).toBe(400);
  });

  it('are those of the buckets where there is no sketch', () => {
    const bucket = (from: number, count: number) => ({ lower_bound: from, upper_bound: from + 10, count });

    expect(binsOfBuckets([bucket(10, 30), bucket(0, 50), bucket(20, 20)], 100)).toEqual({
      edges: [10, 20],
      deciles: [0, 1],
      counts: [50, 30, 20],
      sums: [250, 450, 500],
    });
    expect(binsOfBuckets([], 100)).toBeUndefined();
  });
});
