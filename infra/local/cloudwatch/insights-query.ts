import { NotImplementedLocally } from '../service.ts';

const FUNCTIONS: Readonly<Record<string, { readonly total: string; readonly stat: string }>> = {
  SUM: { total: 'SUM', stat: 'Sum' },
  MAX: { total: 'MAX', stat: 'Maximum' },
  MIN: { total: 'MIN', stat: 'Minimum' },
};

/**
 * A Metrics Insights query as the metric math that gives the same series: `SELECT SUM(m) FROM SCHEMA("ns", A, B)` adds up
 * the metric over everything with these dimensions. Alarms may ask so, while AWS forbids SEARCH in them. Grouping,
 * conditions and order are refused.
 */
export const withoutInsights = (expression: string): string => {
  if (!/^\s*SELECT\b/i.test(expression)) return expression;
  const [, name = '', metric, namespace, dimensions = ''] =
    /^\s*SELECT\s+(\w+)\(([\w."]+)\)\s+FROM\s+SCHEMA\("([^"]+)"((?:\s*,\s*\w+)*)\s*\)\s*$/i.exec(expression) ?? [];
  const known = FUNCTIONS[name.toUpperCase()];
  if (!known || !metric || !namespace) throw new NotImplementedLocally(`the Metrics Insights query "${expression}"`);
  const schema = [namespace, ...dimensions.split(',').map((part) => part.trim())]
    .filter((part) => part !== '')
    .join(',');
  return `${known.total}(SEARCH('{${schema}} MetricName="${metric.replaceAll('"', '')}"', '${known.stat}'))`;
};
