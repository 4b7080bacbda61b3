import { describe, expect, it } from 'vitest';
import { createCloudWatch } from '../../../../infra/local/cloudwatch/cloudwatch.ts';
import { parseEmbeddedMetrics } from '../../../../infra/local/cloudwatch/emf.ts';

const line = (
  fields: Record<string, unknown>,
  Dimensions: unknown = [['Model']],
  Metrics: unknown = [{ Name: 'Drift', Unit: 'None' }],
) =>
  JSON.stringify({
    _aws: { Timestamp: 1000, CloudWatchMetrics: [{ Namespace: 'Shop', Dimensions, Metrics }] },
    ...fields,
  });

describe('metrics embedded in a log line', () => {
  it('become one measurement for each value and each set of dimensions', () => {
    const found = parseEmbeddedMetrics(
      line({ Model: 'a', Team: 'x', Drift: [0.1, 0.3] }, [['Model'], ['Team', 'Model'], []]),
    );

    expect(found?.problems).toEqual([]);
    expect(found?.measurements).toHaveLength(6);
    expect(found?.measurements[0]).toEqual({
      namespace: 'Shop',
      name: 'Drift',
      dimensions: { Model: 'a' },
      unit: 'None',
      at: 1000,
      count: 1,
      sum: 0.1,
      min: 0.1,
      max: 0.1,
    });
    expect(found?.measurements.map(({ dimensions }) => Object.keys(dimensions).length)).toEqual([1, 1, 2, 2, 0, 0]);
  });

  it.each(['plain text', '{"level":"info"}', '{"_aws" broken', `INFO ${line({ Model: 'a', Drift: 1 })}`])(
    'are not seen in %s',
    (text) => {
      expect(parseEmbeddedMetrics(text)).toBeUndefined();
    },
  );

  it.each([
    ['a value that is no number', { Model: 'a', Drift: 'high' }],
    ['more than a hundred values', { Model: 'a', Drift: Array.from({ length: 101 }, () => 1) }],
    ['a missing dimension', { Drift: 1 }],
    ['a dimension that is no text', { Model: 7, Drift: 1 }],
  ])('are dropped with a reason for %s', (_what, fields) => {
    const found = parseEmbeddedMetrics(line(fields));

    expect(found?.measurements).toEqual([]);
    expect(found?.problems).toHaveLength(1);
  });

  it('count as validation errors when CloudWatch would drop them', async () => {
    const cloudWatch = createCloudWatch({ now: () => 60_000 });
    cloudWatch.onLog('validate', line({ Drift: 1 }));
    const call = { operation: 'ListMetrics', headers: {}, bytes: async () => Buffer.from('{}') };
    const { body } = await cloudWatch.handle(call as never);
    cloudWatch.stop();

    expect(JSON.parse(String(body)).Metrics).toEqual([
      {
        Namespace: 'AWS/Logs',
        MetricName: 'EMFValidationErrors',
        Dimensions: [{ Name: 'LogGroupName', Value: '/aws/lambda/validate' }],
      },
    ]);
  });
});
