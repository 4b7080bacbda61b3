import { describe, expect, it } from 'vitest';
import { withoutInsights } from '../../../../infra/local/cloudwatch/insights-query.ts';

describe('a Metrics Insights query', () => {
  it('becomes a search over the same dimensions', () => {
    expect(
      withoutInsights('SELECT SUM(Invocation5XXErrors) FROM SCHEMA("AWS/SageMaker", EndpointName, VariantName)'),
    ).toBe(`SUM(SEARCH('{AWS/SageMaker,EndpointName,VariantName} MetricName="Invocation5XXErrors"', 'Sum'))`);
  });

  it('leaves metric math alone', () => {
    expect(withoutInsights('100 * errors / calls')).toBe('100 * errors / calls');
  });

  it.each([
    'SELECT AVG(Latency) FROM SCHEMA("N", A)',
    'SELECT SUM(x) FROM SCHEMA("N", A) WHERE A = 1',
    'SELECT SUM(x) FROM SCHEMA("N", A) GROUP BY A',
  ])('refuses by name what it does not know: %s', (query) => {
    expect(() => withoutInsights(query)).toThrow(/Metrics Insights query/);
  });
});
