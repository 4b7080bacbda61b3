import { NotImplementedLocally } from '../service.ts';
import type { Metric } from './series.ts';

type Test = (metric: Metric) => boolean;

/**
 * The first argument of a SEARCH expression as a test, such as `{Shop,Model} MetricName="Orders" (a OR b) NOT c`.
 * A schema in braces asks for exactly these dimensions; `Name="x"` for the exact value, `Name=x` and a bare word for a part.
 */
export const parseSearch = (text: string): Test => {
  const schema = /^\s*\{([^}]*)\}/.exec(text);
  const tokens = [
    ...text.slice(schema?.[0].length ?? 0).matchAll(/\(|\)|(?:[\w.]+\s*=\s*)?(?:"[^"]*"|[^\s()"=]+)/g),
  ].map(([token]) => token);
  let position = 0;

  const either = (): Test => {
    let left = both();
    while (tokens[position] === 'OR') {
      position += 1;
      left = or(left, both());
    }
    return left;
  };
  const both = (): Test => {
    let left: Test = () => true;
    while (position < tokens.length && tokens[position] !== ')' && tokens[position] !== 'OR') {
      if (tokens[position] === 'AND') position += 1;
      left = and(left, one());
    }
    return left;
  };
  const one = (): Test => {
    const token = tokens[position++] ?? '';
    if (token === 'NOT') return not(one());
    if (token !== '(') return term(token);
    const inner = either();
    if (tokens[position++] !== ')') throw new NotImplementedLocally(`the search ${text}: a bracket is open`);
    return inner;
  };

  const test = either();
  if (position < tokens.length) throw new NotImplementedLocally(`the search ${text}: it could not be read to its end`);
  return schema ? and(hasSchema(schema[1] ?? ''), test) : test;
};

const and =
  (a: Test, b: Test): Test =>
  (metric) =>
    a(metric) && b(metric);
const or =
  (a: Test, b: Test): Test =>
  (metric) =>
    a(metric) || b(metric);
const not =
  (a: Test): Test =>
  (metric) =>
    !a(metric);

const unquote = (text: string): string => text.trim().replace(/^"(.*)"$/, '$1');

const hasSchema = (schema: string): Test => {
  const [namespace = '', ...names] = [...schema.matchAll(/"[^"]*"|[^,\s"]+/g)].map(([part]) => unquote(part));
  return (metric) =>
    metric.namespace === namespace &&
    Object.keys(metric.dimensions).length === names.length &&
    names.every((name) => Object.hasOwn(metric.dimensions, name));
};

const term = (token: string): Test => {
  const [, property, wanted = ''] = /^([\w.]+)\s*=\s*(.+)$/s.exec(token) ?? [];
  if (!property) {
    const word = unquote(token).toLowerCase();
    return ({ namespace, name, dimensions }) =>
      [namespace, name, ...Object.entries(dimensions).flat()].some((part) => part.toLowerCase().includes(word));
  }
  const exact = wanted.startsWith('"');
  const text = unquote(wanted);
  return (metric) => {
    const value = partOf(metric, property);
    return value !== undefined && (exact ? value === text : value.toLowerCase().includes(text.toLowerCase()));
  };
};

const partOf = ({ namespace, name, dimensions }: Metric, property: string): string | undefined => {
  if (property === 'Namespace') return namespace;
  if (property === 'MetricName') return name;
  return dimensions[property];
};
