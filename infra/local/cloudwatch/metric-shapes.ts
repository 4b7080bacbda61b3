import { ServiceError } from '../service.ts';
import type { Query } from './query.ts';
import type { Metric } from './series.ts';
import { statistic } from './statistic.ts';

type Shape = Readonly<Record<string, unknown>>;

/** `[{Name, Value}]`, as the API and the templates write dimensions. */
export const dimensionsFrom = (list: unknown): Record<string, string> =>
  Object.fromEntries(((list ?? []) as Shape[]).map(({ Name, Value }) => [String(Name), String(Value)]));

export const dimensionsTo = (dimensions: Metric['dimensions']) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

/** A MetricDataQuery of GetMetricData, or of an alarm with Metrics. */
export const queryFrom = (shape: Shape): Query => {
  const { Id, Label, ReturnData, Period, Expression } = shape;
  const common = {
    id: String(Id),
    label: Label === undefined ? undefined : String(Label),
    shown: ReturnData !== false && ReturnData !== 'false',
    periodMs: Period === undefined ? undefined : Number(Period) * 1000,
  };
  if (typeof Expression === 'string') return { ...common, source: { expression: Expression } };
  const stat = shape.MetricStat as Shape | undefined;
  const metric = stat?.Metric as Shape | undefined;
  if (!stat || !metric)
    throw new ServiceError('ValidationError', `The query ${common.id} has neither MetricStat nor Expression.`);
  const name = String(stat.Stat);
  statistic(name);
  return {
    ...common,
    source: {
      metric: {
        namespace: String(metric.Namespace),
        name: String(metric.MetricName),
        dimensions: dimensionsFrom(metric.Dimensions),
      },
      stat: name,
      periodMs: Number(stat.Period) * 1000,
      unit: stat.Unit === undefined ? undefined : String(stat.Unit),
    },
  };
};
