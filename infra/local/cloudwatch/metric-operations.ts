import { ServiceError } from '../service.ts';
import { dimensionsFrom, dimensionsTo, queryFrom } from './metric-shapes.ts';
import type { MetricStore } from './metric-store.ts';
import type { Input, Operation } from './operation.ts';
import { runQueries } from './query.ts';
import { type Metric, type Sample, single } from './series.ts';
import { byPeriod } from './statistic.ts';

const list = (value: unknown): Input[] => (Array.isArray(value) ? value : []);
const ms = (seconds: unknown): number => Number(seconds) * 1000;
const everything = (action: string) => () => [{ action: `cloudwatch:${action}`, resource: '*' }];

/** The metric part of CloudWatch's API (JSON 1.0: times are epoch seconds). */
export const metricOperations = (store: MetricStore, now: () => number): Record<string, Operation> => ({
  PutMetricData: {
    access: ({ Namespace }) => [
      { action: 'cloudwatch:PutMetricData', resource: '*', context: { 'cloudwatch:namespace': String(Namespace) } },
    ],
    run: (input) => {
      const namespace = String(input.Namespace);
      if (namespace.startsWith('AWS/'))
        throw new ServiceError('InvalidParameterValue', 'The namespace AWS/ is for AWS services.');
      for (const datum of list(input.MetricData)) {
        const metric = { namespace, name: String(datum.MetricName), dimensions: dimensionsFrom(datum.Dimensions) };
        const at = datum.Timestamp === undefined ? now() : ms(datum.Timestamp);
        for (const sample of samplesOf(datum, at))
          store.put({ ...metric, unit: String(datum.Unit ?? 'None'), ...sample });
      }
      return {};
    },
  },
  GetMetricData: {
    access: everything('GetMetricData'),
    run: (input) => {
      const queries = list(input.MetricDataQueries).map(queryFrom);
      const results = runQueries(queries, store, { from: ms(input.StartTime), to: ms(input.EndTime), origin: 0 });
      const ascending = input.ScanBy === 'TimestampAscending';
      return {
        Messages: [],
        MetricDataResults: queries
          .filter(({ shown }) => shown)
          .flatMap(({ id }) =>
            (results.get(id) ?? []).map(({ label, points }) => {
              const pairs = ascending ? [...points] : [...points].reverse();
              return {
                Id: id,
                Label: label,
                StatusCode: 'Complete',
                Timestamps: pairs.map(([at]) => at / 1000),
                Values: pairs.map(([, value]) => value),
              };
            }),
          ),
      };
    },
  },
  GetMetricStatistics: {
    access: everything('GetMetricStatistics'),
    run: (input) => {
      const metric = metricFrom(input);
      const samples = store.read(metric, ms(input.StartTime), ms(input.EndTime));
      const unit = store.unitOf(metric);
      const points = new Map<number, Record<string, unknown>>();
      const pointAt = (at: number) => {
        const point = points.get(at) ?? { Timestamp: at / 1000, Unit: unit };
        points.set(at, point);
        return point;
      };
      for (const name of [input.Statistics ?? []].flat() as string[])
        for (const [at, value] of byPeriod(samples, name, ms(input.Period))) pointAt(at)[name] = value;
      for (const name of [input.ExtendedStatistics ?? []].flat() as string[])
        for (const [at, value] of byPeriod(samples, name, ms(input.Period))) {
          const point = pointAt(at);
          point.ExtendedStatistics = { ...(point.ExtendedStatistics as object | undefined), [name]: value };
        }
      return { Label: metric.name, Datapoints: [...points.values()] };
    },
  },
  ListMetrics: {
    access: everything('ListMetrics'),
    run: ({ Namespace, MetricName, Dimensions }) => ({
      Metrics: store
        .list()
        .filter(
          ({ namespace, name, dimensions }) =>
            (Namespace === undefined || namespace === Namespace) &&
            (MetricName === undefined || name === MetricName) &&
            list(Dimensions).every(({ Name, Value }) => {
              const value = dimensions[String(Name)];
              return value !== undefined && (Value === undefined || value === Value);
            }),
        )
        .map(({ namespace, name, dimensions }) => ({
          Namespace: namespace,
          MetricName: name,
          Dimensions: dimensionsTo(dimensions),
        })),
    }),
  },
});

const metricFrom = (input: Input): Metric => ({
  namespace: String(input.Namespace),
  name: String(input.MetricName),
  dimensions: dimensionsFrom(input.Dimensions),
});

const samplesOf = (datum: Input, at: number): Sample[] => {
  const set = datum.StatisticValues as Input | undefined;
  if (set)
    return [
      { at, count: Number(set.SampleCount), sum: Number(set.Sum), min: Number(set.Minimum), max: Number(set.Maximum) },
    ];
  if (Array.isArray(datum.Values)) {
    const counts = datum.Counts as number[] | undefined;
    return datum.Values.map((value, index) => single(Number(value), at, counts?.[index] ?? 1));
  }
  return [single(Number(datum.Value), at)];
};
