import { NotImplementedLocally } from '../service.ts';
import { type Grid, type Line, starts } from './line.ts';
import type { Expression } from './math-parser.ts';

/** A number, a text, or lines; `many` tells an array of lines from a single one. */
export type Value = number | string | { readonly lines: readonly Line[]; readonly many: boolean };

export interface Surroundings {
  readonly grid: Grid;
  readonly periodMs: number;
  lookup(id: string): Value;
  /** Every metric of the same request whose id starts with this text. */
  metrics(prefix: string): readonly Line[];
  search(text: string, stat: string, periodMs: number | undefined): readonly Line[];
}

/** Computes a metric math expression. A point exists where every line in it has one. */
export const compute = (expression: Expression, around: Surroundings): Value => {
  switch (expression.kind) {
    case 'number':
    case 'text':
      return expression.value;
    case 'name':
      return around.lookup(expression.name);
    case 'list':
      return { many: true, lines: expression.items.flatMap((item) => lines(compute(item, around))) };
    case 'operation':
      return combine(
        operation(expression.operator),
        compute(expression.left, around),
        compute(expression.right, around),
      );
    case 'call':
      return call(expression.name, expression.args, around);
  }
};

const call = (name: string, args: readonly Expression[], around: Surroundings): Value => {
  const value = (index: number): Value => compute(args[index] ?? { kind: 'number', value: Number.NaN }, around);
  const across = aggregates[name];
  if (across) return aggregate(across, value(0));
  const each = roundings[name];
  if (each) return combine(each, value(0), 0);
  switch (name) {
    case 'SEARCH': {
      const period = args[2] === undefined ? undefined : Number(value(2)) * 1000;
      return { many: true, lines: around.search(String(value(0)), String(value(1)), period) };
    }
    case 'METRICS':
      return { many: true, lines: around.metrics(args[0] ? String(value(0)) : '') };
    case 'FILL':
      return fill(value(0), args[1]?.kind === 'name' ? args[1].name : value(1), around);
    case 'IF':
      return choose(value(0), value(1), args[2] ? value(2) : undefined);
    case 'PERIOD':
      return (lines(value(0))[0]?.periodMs ?? around.periodMs) / 1000;
    case 'RUNNING_SUM':
      return eachLine(value(0), (line) => {
        let sum = 0;
        return mapPoints(line.points, (point) => {
          sum += point;
          return sum;
        });
      });
    default:
      throw new NotImplementedLocally(`the metric math function ${name}`);
  }
};

const aggregates: Readonly<Record<string, (values: readonly number[]) => number>> = {
  SUM: (values) => values.reduce((a, b) => a + b, 0),
  AVG: (values) => values.reduce((a, b) => a + b, 0) / values.length,
  MIN: (values) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
  MAX: (values) => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
};

const roundings: Readonly<Record<string, (value: number) => number>> = {
  ABS: Math.abs,
  CEIL: Math.ceil,
  FLOOR: Math.floor,
};

const operation = (operator: string): ((a: number, b: number) => number) => {
  const operations: Record<string, (a: number, b: number) => number> = {
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
    '^': (a, b) => a ** b,
    '<': (a, b) => Number(a < b),
    '>': (a, b) => Number(a > b),
    '<=': (a, b) => Number(a <= b),
    '>=': (a, b) => Number(a >= b),
    '==': (a, b) => Number(a === b),
    '!=': (a, b) => Number(a !== b),
    '&&': (a, b) => Number(a !== 0 && b !== 0),
    '||': (a, b) => Number(a !== 0 || b !== 0),
  };
  const found = operations[operator === 'AND' ? '&&' : operator === 'OR' ? '||' : operator];
  if (!found) throw new NotImplementedLocally(`the metric math operator ${operator}`);
  return found;
};

export const lines = (value: Value): readonly Line[] => (typeof value === 'object' ? value.lines : []);

/** An array of lines becomes one line, a single line becomes a number, as in CloudWatch. */
const aggregate = (reduce: (values: readonly number[]) => number, value: Value): Value => {
  if (typeof value !== 'object') return value;
  const [first] = value.lines;
  if (!value.many) return reduce([...(first?.points.values() ?? [])]);
  const gathered = new Map<number, number[]>();
  for (const { points } of value.lines)
    for (const [at, point] of points) gathered.set(at, [...(gathered.get(at) ?? []), point]);
  const points = new Map([...gathered].sort(([a], [b]) => a - b).map(([at, values]) => [at, reduce(values)]));
  return {
    many: false,
    lines: [{ label: '', unit: first?.unit ?? 'None', periodMs: first?.periodMs ?? 60_000, points }],
  };
};

/** Number with number, line with number, line with line (where both have a point), array with either. */
const combine = (apply: (a: number, b: number) => number, left: Value, right: Value): Value => {
  if (typeof left === 'string' || typeof right === 'string') throw new NotImplementedLocally('metric math with text');
  if (typeof left === 'number' && typeof right === 'number') return apply(left, right);
  if (typeof right === 'number')
    return eachLine(left, ({ points }) => mapPoints(points, (point) => apply(point, right)));
  if (typeof left === 'number')
    return eachLine(right, ({ points }) => mapPoints(points, (point) => apply(left, point)));
  if (left.many && right.many) throw new NotImplementedLocally('metric math between two arrays');
  const other = (left.many ? right : left).lines[0];
  const meet = (mine: Line): Map<number, number> =>
    mapPoints(mine.points, (point, at) => {
      const theirs = other?.points.get(at);
      return theirs === undefined ? Number.NaN : left.many ? apply(point, theirs) : apply(theirs, point);
    });
  return eachLine(left.many ? left : right, meet);
};

const eachLine = (value: Value, points: (line: Line) => ReadonlyMap<number, number>): Value =>
  typeof value === 'object'
    ? { ...value, lines: value.lines.map((line) => ({ ...line, points: points(line) })) }
    : value;

const mapPoints = (
  points: ReadonlyMap<number, number>,
  change: (point: number, at: number) => number,
): Map<number, number> =>
  new Map(
    [...points].map(([at, point]) => [at, change(point, at)] as const).filter(([, point]) => Number.isFinite(point)),
  );

const fill = (value: Value, filling: Value, { grid }: Surroundings): Value =>
  eachLine(value, ({ points, periodMs }) => {
    if (filling !== 'REPEAT' && typeof filling !== 'number')
      throw new NotImplementedLocally(`FILL with ${String(filling)}`);
    const filled = new Map<number, number>();
    let last: number | undefined;
    for (const at of starts(grid, periodMs)) {
      const point = points.get(at) ?? (filling === 'REPEAT' ? last : filling);
      last = point;
      if (point !== undefined) filled.set(at, point);
    }
    return filled;
  });

const choose = (condition: Value, yes: Value, no: Value | undefined): Value => {
  const pick = (value: Value | undefined, at: number): number | undefined =>
    typeof value === 'number' ? value : lines(value ?? 0)[0]?.points.get(at);
  if (typeof condition === 'number') return condition !== 0 ? yes : (no ?? Number.NaN);
  return eachLine(condition, ({ points }) =>
    mapPoints(points, (point, at) => pick(point !== 0 ? yes : no, at) ?? Number.NaN),
  );
};
