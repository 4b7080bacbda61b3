import { BlockList, isIP } from 'node:net';
import { comparisons } from '../comparisons.ts';
import { ServiceError } from '../service.ts';

/** Looks at the plain values that stand in a field: none when it is absent or an object, several when it is an array. */
export type Matcher = (leaves: readonly unknown[]) => boolean;

export const patternError = (reason: string): ServiceError =>
  new ServiceError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);

type Test = (leaf: unknown) => boolean;

const onText =
  (test: (text: string) => boolean): Test =>
  (leaf) =>
    typeof leaf === 'string' && test(leaf);

const asText = (operator: string, value: unknown): string => {
  if (typeof value !== 'string') throw patternError(`${operator} must be a string`);
  return value;
};

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** An affix is text, or `{"equals-ignore-case": text}`. */
const affix =
  (operator: string, cut: (leaf: string, length: number) => string) =>
  (value: unknown): Test => {
    const relaxed = (value as Record<string, unknown> | null)?.['equals-ignore-case'];
    if (relaxed === undefined) {
      const wanted = asText(operator, value);
      return onText((leaf) => cut(leaf, wanted.length) === wanted);
    }
    const wanted = asText(operator, relaxed);
    return onText((leaf) => same(cut(leaf, wanted.length), wanted));
  };

const wildcard = (value: unknown): Test => {
  const text = asText('wildcard', value);
  if (text.includes('**')) throw patternError('Consecutive wildcard characters');
  const source = text.replace(/\\[\\*]|[\s\S]/g, (part) =>
    part === '*' ? '[\\s\\S]*' : RegExp.escape(part.slice(-1)),
  );
  const expression = new RegExp(`^${source}$`);
  return onText((leaf) => expression.test(leaf));
};

const numeric = (value: unknown): Test => {
  if (!Array.isArray(value) || (value.length !== 2 && value.length !== 4))
    throw patternError('Value of numeric must be an array of one or two comparisons');
  const tests = Array.from({ length: value.length / 2 }, (_, index) => {
    const [sign, bound] = value.slice(index * 2, index * 2 + 2);
    const compare = comparisons[String(sign)];
    if (!compare) throw patternError(`Unrecognized numeric range operator: ${sign}`);
    if (typeof bound !== 'number') throw patternError(`Value of ${sign} must be numeric`);
    return (leaf: number) => compare(leaf, bound);
  });
  return (leaf) => typeof leaf === 'number' && tests.every((test) => test(leaf));
};

const cidr = (value: unknown): Test => {
  const [address = '', bits = ''] = asText('cidr', value).split('/');
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const range = new BlockList();
  try {
    range.addSubnet(address, Number(bits), family);
  } catch {
    throw patternError(`Malformed CIDR ${String(value)}`);
  }
  return onText((leaf) => isIP(leaf) !== 0 && range.check(leaf, isIP(leaf) === 6 ? 'ipv6' : 'ipv4'));
};

const equalsIgnoreCase = (value: unknown): Test => {
  const wanted = asText('equals-ignore-case', value);
  return onText((leaf) => same(leaf, wanted));
};

const textTests: Readonly<Record<string, (value: unknown) => Test>> = {
  prefix: affix('prefix', (leaf, length) => leaf.slice(0, length)),
  suffix: affix('suffix', (leaf, length) => leaf.slice(Math.max(0, leaf.length - length))),
  'equals-ignore-case': equalsIgnoreCase,
  wildcard,
};

const anythingBut = (value: unknown): Test => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const refused: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (refused.length === 0 || !refused.every((one) => typeof one === 'string' || typeof one === 'number'))
      throw patternError('Value of anything-but must be a string, a number, a list of them, or an operator');
    return (leaf) => !refused.some((one) => one === leaf);
  }
  const [[operator = '', inner] = [], ...more] = Object.entries(value);
  const make = Object.hasOwn(textTests, operator) ? textTests[operator] : undefined;
  if (!make || more.length > 0) throw patternError(`Unsupported anything-but pattern: ${operator}`);
  const tests = [inner].flat().map(make);
  return (leaf) => !tests.some((test) => test(leaf));
};

const tests: Readonly<Record<string, (value: unknown) => Test>> = {
  ...textTests,
  numeric,
  cidr,
  'anything-but': anythingBut,
};

/** One entry of a pattern's list: a plain value, or an operator. @throws ServiceError that names an unknown operator */
export const compileMatcher = (rule: unknown): Matcher => {
  if (typeof rule !== 'object' || rule === null) return (leaves) => leaves.includes(rule);
  const [[operator = '', value] = [], ...more] = Object.entries(rule);
  if (more.length > 0) throw patternError(`Only one key allowed in match expression, found ${Object.keys(rule)}`);
  if (operator === 'exists') {
    if (typeof value !== 'boolean') throw patternError('exists match pattern must be either true or false');
    return (leaves) => leaves.length > 0 === value;
  }
  const make = Object.hasOwn(tests, operator) ? tests[operator] : undefined;
  if (!make) throw patternError(`Unrecognized match type ${operator}`);
  const test = make(value);
  return (leaves) => leaves.some(test);
};
