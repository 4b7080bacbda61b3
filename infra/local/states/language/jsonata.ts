import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import { StatesError } from './errors.ts';

type Expression = ReturnType<typeof jsonata>;

/** What chance an expression may use: `$random` and `$uuid`. */
export interface Chance {
  random(): number;
  uuid(): string;
}

/** What an expression can read: workflow variables by name, and `$states`. */
export interface Sight {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly states: Readonly<Record<string, unknown>>;
  readonly chance: Chance;
}

const ALGORITHMS = ['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'];
const RANGE_LIMIT = 1000;

const partition = (given: unknown, size: number): unknown[][] => {
  // JSONata gives a single value where a sequence of one was meant
  const items: unknown[] = Array.isArray(given) ? given : [given];
  if (!Number.isInteger(size) || size < 1) throw new Error('$partition wants a positive whole chunk size');
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
};

const range = (first: number, last: number, step: number): number[] => {
  if (![first, last, step].every(Number.isInteger) || step === 0)
    throw new Error('$range wants whole numbers, step not 0');
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > RANGE_LIMIT) throw new Error(`$range gives at most ${RANGE_LIMIT} numbers`);
  return Array.from({ length }, (_, i) => first + i * step);
};

const hash = (text: string, algorithm: string): string => {
  if (!ALGORITHMS.includes(algorithm)) throw new Error(`$hash knows ${ALGORITHMS.join(', ')}`);
  return createHash(algorithm.replace('-', '').toLowerCase()).update(text).digest('hex');
};

/** The same number in [0, 1) for the same seed, as AWS promises; not the same number as on AWS. */
const seeded = (seed: number): number => createHash('sha256').update(String(seed)).digest().readUIntBE(0, 6) / 2 ** 48;

const functions = (chance: Chance): Record<string, unknown> => ({
  partition,
  range,
  hash,
  random: (seed?: number) => (seed === undefined ? chance.random() : seeded(seed)),
  uuid: () => chance.uuid(),
  parse: (text: string) => JSON.parse(text),
});

const isFunction = (value: unknown): boolean =>
  typeof value === 'function' ||
  (value !== null && typeof value === 'object' && ('_jsonata_lambda' in value || '_jsonata_function' in value));

const compiled = new Map<string, Expression>();

/** Compiles an expression, once per source. Throws jsonata's own syntax error. */
export const compile = (source: string): Expression => {
  const known = compiled.get(source);
  if (known) return known;
  const expression = jsonata(source);
  compiled.set(source, expression);
  return expression;
};

/** The source between `{%` and `%}`, or nothing when the text is plain. */
export const sourceOf = (text: string): string | undefined =>
  text.startsWith('{%') && text.endsWith('%}') ? text.slice(2, -2).trim() : undefined;

const evaluateSource = async (source: string, field: string, sight: Sight): Promise<unknown> => {
  const failed = (what: string) =>
    new StatesError(
      'States.QueryEvaluationError',
      `The JSONata expression '${source}' specified for the field '${field}' ${what}`,
      field,
    );
  let result: unknown;
  try {
    const bindings = { ...functions(sight.chance), ...sight.variables, states: sight.states };
    result = await compile(source).evaluate(undefined, bindings);
  } catch (problem) {
    const { code, message } = problem as { code?: string; message?: string };
    throw failed(`threw an error during evaluation. ${code ? `${code}: ` : ''}${message ?? String(problem)}`);
  }
  // jsonata decorates its arrays, and has functions among its values: only JSON leaves here
  const json = JSON.stringify(result, (_, part: unknown) => {
    if (isFunction(part)) throw failed('gave a function, which is not JSON.');
    return part;
  });
  if (json === undefined) throw failed('returned nothing (undefined).');
  return typeof result === 'object' ? JSON.parse(json) : result;
};

/**
 * The value of a template: expressions in `{% %}` at any depth are evaluated, everything else is taken as it stands.
 * Throws `States.QueryEvaluationError` with the field as its location.
 */
export const evaluate = async (template: unknown, field: string, sight: Sight): Promise<unknown> => {
  if (typeof template === 'string') {
    const source = sourceOf(template);
    return source === undefined ? template : evaluateSource(source, field, sight);
  }
  if (Array.isArray(template)) {
    return Promise.all(template.map((part, index) => evaluate(part, `${field}[${index}]`, sight)));
  }
  if (template === null || typeof template !== 'object') return template;
  const entries = Object.entries(template).map(async ([key, part]) => [
    key,
    await evaluate(part, `${field}/${key}`, sight),
  ]);
  return Object.fromEntries(await Promise.all(entries));
};
