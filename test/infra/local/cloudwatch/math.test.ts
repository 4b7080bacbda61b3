import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMetricStore } from '../../../../infra/local/cloudwatch/metric-store.ts';
import { type Query, runQueries } from '../../../../infra/local/cloudwatch/query.ts';
import { single } from '../../../../infra/local/cloudwatch/series.ts';
import { byPeriod } from '../../../../infra/local/cloudwatch/statistic.ts';

const store = createMetricStore(undefined, 0);
const put = (name: string, dimensions: Record<string, string>, values: readonly number[]) =>
  values.forEach((value, minute) => {
    store.put({ namespace: 'Shop', name, dimensions, unit: 'Count', ...single(value, minute * 60_000) });
  });
put('Errors', { Model: 'a' }, [1, 2, 0]);
put('Calls', { Model: 'a' }, [10, 20, 0, 5]);
put('Errors', { Model: 'b' }, [3]);
put('Errors', { Model: 'b', Team: 'x' }, [100]);

const metric = (id: string, name: string): Query => ({
  id,
  shown: false,
  source: { metric: { namespace: 'Shop', name, dimensions: { Model: 'a' } }, stat: 'Sum', periodMs: 60_000 },
});
const run = (expression: string, label?: string) => {
  const queries: Query[] = [
    { id: 'e', shown: true, label, source: { expression } },
    metric('errors', 'Errors'),
    metric('calls', 'Calls'),
  ];
  const lines = runQueries(queries, store, { from: 0, to: 240_000, origin: 0 }).get('e') ?? [];
  return lines.map((line) => [line.label, [...line.points].map(([at, value]) => [at / 60_000, value])]);
};
const points = (expression: string) => run(expression)[0]?.[1];

describe('metric math', () => {
  it.each<[string, number[][]]>([
    [
      'errors + calls',
      [
        [0, 11],
        [1, 22],
        [2, 0],
      ],
    ],
    [
      '100 * errors / calls',
      [
        [0, 10],
        [1, 10],
      ],
    ],
    [
      'FILL(errors, 0) - calls',
      [
        [0, -9],
        [1, -18],
        [2, 0],
        [3, -5],
      ],
    ],
    [
      'SUM([errors, calls])',
      [
        [0, 11],
        [1, 22],
        [2, 0],
        [3, 5],
      ],
    ],
    [
      'SUM(METRICS())',
      [
        [0, 11],
        [1, 22],
        [2, 0],
        [3, 5],
      ],
    ],
    [
      'calls / SUM(calls)',
      [
        [0, 10 / 35],
        [1, 20 / 35],
        [2, 0],
        [3, 5 / 35],
      ],
    ],
    [
      'IF(errors > 1, 1, 0)',
      [
        [0, 0],
        [1, 1],
        [2, 0],
      ],
    ],
    [
      '-errors ^ 2',
      [
        [0, -1],
        [1, -4],
        [2, 0],
      ],
    ],
    [
      '2 + 3 * errors',
      [
        [0, 5],
        [1, 8],
        [2, 2],
      ],
    ],
    [
      'RUNNING_SUM(errors)',
      [
        [0, 1],
        [1, 3],
        [2, 3],
      ],
    ],
    [
      'MAX([errors, calls]) - errors',
      [
        [0, 9],
        [1, 18],
        [2, 0],
      ],
    ],
  ])('computes %s', (expression, expected) => {
    expect(points(expression)).toEqual(expected);
  });

  it('searches by schema, so that another set of dimensions is another metric', () => {
    expect(run(`SEARCH('{Shop,Model} MetricName="Errors"', 'Sum', 60)`)).toEqual([
      [
        'a',
        [
          [0, 1],
          [1, 2],
          [2, 0],
        ],
      ],
      ['b', [[0, 3]]],
    ]);
    expect(points(`SUM(SEARCH('{Shop,Model} MetricName="Errors"', 'Sum', 60))`)).toEqual([
      [0, 4],
      [1, 2],
      [2, 0],
    ]);
    expect(run(`SEARCH('{Shop,Model} errors NOT Model="a"', 'Sum', 60)`)).toHaveLength(1);
    expect(run(`SEARCH('{Shop,Model} (Model="a" OR Model="b") Errors', 'Sum', 60)`)).toHaveLength(2);
  });

  it('fills dynamic labels', () => {
    expect(
      run(`SEARCH('{Shop,Model} MetricName="Errors"', 'Sum', 60)`, "${PROP('Dim.Model')} last ${LAST}")[0]?.[0],
    ).toBe('a last 0');
  });

  it.each([
    'RATE(errors)',
    'SORT(METRICS(), SUM, DESC)',
    'errors +',
    'errors % calls',
    '(errors',
    'errors calls',
    'SELECT AVG(x) FROM y',
  ])('refuses %s by name', (expression) => {
    expect(() => run(expression)).toThrow(/does not implement/);
  });

  it('refuses a circle and an unknown id', () => {
    const circle: Query[] = ['a', 'b'].map((id) => ({
      id,
      shown: true,
      source: { expression: id === 'a' ? 'b' : 'a' },
    }));
    expect(() => runQueries(circle, store, { from: 0, to: 1, origin: 0 })).toThrow('uses itself');
    expect(() => run('nobody * 2')).toThrow('nobody');
  });
});

describe('statistics', () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });
  const whole = (numbers: readonly number[], name: string) =>
    byPeriod(
      numbers.map((value) => single(value, 5)),
      name,
      60_000,
    ).get(0) ?? Number.NaN;

  it('lie in order: minimum, percentiles, maximum; the sum is count times average', () => {
    fc.assert(
      fc.property(values, (numbers) => {
        const [min, p50, p99, max] = ['Minimum', 'p50', 'p99', 'Maximum'].map((name) => whole(numbers, name));
        expect([min, p50, p99, max]).toEqual([min, p50, p99, max].sort((a = 0, b = 0) => a - b));
        expect(whole(numbers, 'Sum')).toBeCloseTo(whole(numbers, 'Average') * whole(numbers, 'SampleCount'), 3);
      }),
    );
  });

  it('have no percentile when several values came as one sum', () => {
    expect(byPeriod([{ at: 0, count: 3, sum: 6, min: 1, max: 3 }], 'p90', 60_000).size).toBe(0);
  });

  it.each(['tm90', 'IQM', 'PR(1:2)', 'p101', 'constructor'])('refuse %s by name', (name) => {
    expect(() => byPeriod([], name, 60_000)).toThrow(name);
  });
});
