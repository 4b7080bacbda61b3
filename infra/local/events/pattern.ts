import { compileMatcher, type Matcher, patternError } from './matchers.ts';

/** Whether an event, as parsed JSON, is meant. */
export type Pattern = (event: unknown) => boolean;

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Compiles an event pattern, given as JSON text or as what it means. @throws ServiceError InvalidEventPatternException */
export const compilePattern = (pattern: unknown): Pattern => {
  const fields = typeof pattern === 'string' ? parsed(pattern) : pattern;
  if (!isObject(fields) || Object.keys(fields).length === 0) throw patternError('Filter is not an object');
  return compileFields(fields, '');
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw patternError('it is not JSON');
  }
};

const compileFields = (fields: Fields, path: string): Pattern => {
  const tests = Object.entries(fields).map(([name, wanted]) =>
    name === '$or' ? either(wanted, path) : field(name, wanted, path === '' ? name : `${path}.${name}`),
  );
  return (value) => tests.every((test) => test(value));
};

const either = (wanted: unknown, path: string): Pattern => {
  if (!Array.isArray(wanted) || wanted.length < 2 || !wanted.every(isObject))
    throw patternError('$or must be an array of at least two objects');
  const tests = wanted.map((one: Fields) => compileFields(one, path));
  return (value) => tests.some((test) => test(value));
};

const field = (name: string, wanted: unknown, path: string): Pattern => {
  if (isObject(wanted)) {
    if (Object.keys(wanted).length === 0) throw patternError(`${path} is empty`);
    const inner = compileFields(wanted, path);
    return (value) => {
      const found = valueAt(value, name);
      // Of a list of objects, one that fits in every field is enough; an empty list is as good as no field.
      return Array.isArray(found) && found.length > 0 ? found.some(inner) : inner(found);
    };
  }
  if (!Array.isArray(wanted)) throw patternError(`${path} must be an object or an array`);
  if (wanted.length === 0) throw patternError(`Empty arrays are not allowed (${path})`);
  const matchers: readonly Matcher[] = wanted.map(compileMatcher);
  return (value) => {
    const leaves = leavesOf(valueAt(value, name));
    return matchers.some((matches) => matches(leaves));
  };
};

const valueAt = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

const leavesOf = (found: unknown): readonly unknown[] =>
  [found].flat(Number.POSITIVE_INFINITY).filter((one) => one !== undefined && !isObject(one));
