import { ServiceError } from '../service.ts';
import type { Grid, Line } from './line.ts';
import { compute, lines, type Surroundings, type Value } from './math.ts';
import { parseExpression } from './math-parser.ts';
import type { MetricStore } from './metric-store.ts';
import { parseSearch } from './search.ts';
import type { Metric } from './series.ts';
import { byPeriod } from './statistic.ts';

/** One line of a GetMetricData request, of an alarm with math, or of a chart. */
export interface Query {
  readonly id: string;
  readonly label?: string;
  readonly shown: boolean;
  /** Of an expression: the period of the searches in it that name none. */
  readonly periodMs?: number;
  readonly source:
    | { readonly metric: Metric; readonly stat: string; readonly periodMs: number; readonly unit?: string }
    | { readonly expression: string };
}

/**
 * The lines of every query, by its id. Expressions may use each other in any order; a circle is refused.
 * `drawn` lets a chart read a finer period than the one asked.
 */
export const runQueries = (
  queries: readonly Query[],
  store: MetricStore,
  grid: Grid,
  drawn = (periodMs: number): number => periodMs,
): Map<string, readonly Line[]> => {
  const results = new Map<string, Value>();
  const open = new Set<string>();
  const smallest = Math.min(
    ...queries.map(({ source }) => ('metric' in source ? source.periodMs : Number.POSITIVE_INFINITY)),
  );
  const byId = new Map(queries.map((query) => [query.id, query]));

  const read = (metric: Metric, stat: string, periodMs: number, label: string): Line => ({
    label,
    metric,
    periodMs: drawn(periodMs),
    unit: stat === 'SampleCount' ? 'Count' : store.unitOf(metric),
    points: byPeriod(store.read(metric, grid.from, grid.to), stat, drawn(periodMs), grid.origin),
  });

  const run = (query: Query): Value => {
    const { source, id } = query;
    const known = results.get(id);
    if (known !== undefined) return known;
    if (open.has(id)) throw new ServiceError('ValidationError', `The expression ${id} uses itself.`);
    open.add(id);
    const value =
      'metric' in source ? measured(query.label ?? source.metric.name, source) : computed(query, source.expression);
    results.set(id, value);
    return value;
  };

  const measured = (
    label: string,
    { metric, stat, periodMs, unit }: Extract<Query['source'], { metric: Metric }>,
  ): Value => {
    const line = read(metric, stat, periodMs, label);
    return { many: false, lines: [unit && unit !== line.unit ? { ...line, points: new Map() } : line] };
  };

  const computed = (query: Query, expression: string): Value => {
    const periodMs = query.periodMs ?? (Number.isFinite(smallest) ? smallest : 300_000);
    const around: Surroundings = {
      grid,
      periodMs,
      lookup: (id) => {
        const other = byId.get(id);
        if (!other)
          throw new ServiceError('ValidationError', `The expression ${query.id} uses ${id}, which does not exist.`);
        return run(other);
      },
      metrics: (prefix) =>
        queries
          .filter(({ id, source }) => 'metric' in source && id.startsWith(prefix))
          .flatMap((other) => lines(run(other))),
      search: (text, stat, period) => {
        const test = parseSearch(text);
        return store
          .list()
          .flatMap((metric) => (test(metric) ? [read(metric, stat, period ?? periodMs, nameOf(metric))] : []));
      },
    };
    const value = compute(parseExpression(expression), around);
    return typeof value === 'object' && !value.many
      ? { many: false, lines: value.lines.map((line) => ({ ...line, metric: undefined })) }
      : value;
  };

  return new Map(
    queries.map((query) => {
      const value = run(query);
      if (typeof value === 'object')
        return [query.id, value.lines.map((line) => ({ ...line, label: labelOf(query, line, value.many) }))];
      throw new ServiceError('ValidationError', `The expression ${query.id} gives no time series.`);
    }),
  );
};

/** CloudWatch's dynamic labels: `${PROP('Dim.Model')}`, `${LAST}`, `${MAX}` and their like. */
const labelOf = ({ id, label }: Query, line: Line, many: boolean): string => {
  if (!label) return line.label || id;
  if (many && !label.includes('${')) return `${label} ${line.label}`;
  const values = [...line.points.values()];
  return label.replace(/\$\{(?:PROP\('([^']+)'\)|(\w+))\}/g, (whole, property?: string, figure?: string) => {
    if (property?.startsWith('Dim.')) return line.metric?.dimensions[property.slice(4)] ?? '';
    if (property === 'MetricName') return line.metric?.name ?? '';
    if (property === 'Namespace') return line.metric?.namespace ?? '';
    if (figure === 'LABEL') return line.metric ? nameOf(line.metric) : id;
    const value = figure ? figures[figure]?.(values) : undefined;
    return figure && Object.hasOwn(figures, figure)
      ? value === undefined || !Number.isFinite(value)
        ? '-'
        : String(value)
      : whole;
  });
};

const figures: Readonly<Record<string, (values: readonly number[]) => number | undefined>> = {
  LAST: (values) => values.at(-1),
  FIRST: (values) => values[0],
  MIN: (values) => Math.min(...values),
  MAX: (values) => Math.max(...values),
  SUM: (values) => values.reduce((a, b) => a + b, 0),
  AVG: (values) => values.reduce((a, b) => a + b, 0) / values.length,
};

const nameOf = ({ name, dimensions }: Metric): string => {
  const values = Object.values(dimensions);
  return values.length > 0 ? values.join(' ') : name;
};
