import { comparisons } from '../comparisons.ts';
import { NotImplementedLocally } from '../service.ts';

type Pattern = Readonly<Record<string, unknown>>;

/** Whether a record fits an event filter pattern: every field named in the pattern must have one of its values. */
export const passes = (pattern: Pattern, record: unknown): boolean =>
  Object.entries(pattern).every(([name, wanted]) => {
    if (name === '$or') return (wanted as Pattern[]).some((alternative) => passes(alternative, record));
    const value = (record as Pattern | undefined)?.[name];
    if (!Array.isArray(wanted)) return passes(wanted as Pattern, value);
    return wanted.some((rule) => fitsRule(rule, value));
  });

const fitsRule = (rule: unknown, value: unknown): boolean => {
  if (typeof rule !== 'object' || rule === null) return anyOf(value, (one) => one === rule);
  const [[kind, argument] = ['', undefined]] = Object.entries(rule);
  switch (kind) {
    case 'exists':
      return (value !== undefined) === argument;
    case 'prefix':
      return anyOf(value, (one) => typeof one === 'string' && one.startsWith(String(argument)));
    case 'suffix':
      return anyOf(value, (one) => typeof one === 'string' && one.endsWith(String(argument)));
    case 'equals-ignore-case':
      return anyOf(value, (one) => typeof one === 'string' && one.toLowerCase() === String(argument).toLowerCase());
    case 'anything-but':
      return value !== undefined && ![argument].flat().some((not) => anyOf(value, (one) => excluded(not, one)));
    case 'numeric':
      return anyOf(value, (one) => inRange(argument as unknown[], one));
    default:
      throw new NotImplementedLocally(`the filter rule ${kind}`);
  }
};

const excluded = (not: unknown, value: unknown): boolean =>
  typeof not === 'object' && not !== null ? fitsRule(not, value) : not === value;

/** `[">", 0, "<=", 5]`. DynamoDB writes numbers as texts. */
const inRange = (bounds: readonly unknown[], value: unknown): boolean => {
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;
  for (let at = 0; at < bounds.length; at += 2) {
    const limit = Number(bounds[at + 1]);
    const holds = comparisons[String(bounds[at])]?.(number, limit);
    if (holds === undefined) throw new NotImplementedLocally(`the numeric filter ${String(bounds[at])}`);
    if (!holds) return false;
  }
  return true;
};

const anyOf = (value: unknown, test: (one: unknown) => boolean): boolean =>
  Array.isArray(value) ? value.some(test) : test(value);
