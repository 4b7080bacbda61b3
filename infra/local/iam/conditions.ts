import { BlockList, isIP } from 'node:net';
import { type ContextValues, fill, fits } from './pattern.ts';

/** Compares one value of the request with one of the policy. */
type Comparison = (actual: string, expected: string, context: ContextValues) => boolean;

const filled =
  (compare: (actual: string, expected: string) => boolean): Comparison =>
  (actual, expected, context) => {
    const value = fill(expected, context);
    return value !== undefined && compare(actual, value);
  };

const numbers = (compare: (a: number, b: number) => boolean): Comparison =>
  filled((actual, expected) => compare(Number(actual), Number(expected)));

/** Dates are ISO 8601 or seconds since 1970. */
const dates = (compare: (a: number, b: number) => boolean): Comparison =>
  filled((actual, expected) => compare(toTime(actual), toTime(expected)));

const toTime = (text: string): number => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text));

/** Each of the six parts of an ARN is compared by itself, so that a `*` does not reach over a colon. */
const arns: Comparison = (actual, expected, context) => {
  const given = arnParts(actual);
  const wanted = arnParts(expected);
  return (
    given.length === 6 && wanted.length === 6 && wanted.every((part, index) => fits(part, given[index] ?? '', context))
  );
};

const arnParts = (arn: string): readonly string[] => {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
};

const inNetwork = filled((actual, expected) => {
  const [address = '', bits] = expected.split('/');
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(actual) === 0 || isIP(address) === 0) return false;
  const network = new BlockList();
  network.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
  return network.check(actual, isIP(actual) === 6 ? 'ipv6' : 'ipv4');
});

const equal = filled((a, b) => a === b);
const equalIgnoringCase = filled((a, b) => a.toLowerCase() === b.toLowerCase());
const like: Comparison = (actual, expected, context) => fits(expected, actual, context);
const sameNumber = numbers((a, b) => a === b);
const sameDate = dates((a, b) => a === b);

interface Operator {
  readonly compare: Comparison;
  /** Holds when no value of the policy compares, and when the key is absent. */
  readonly negated?: true;
}

const operators: Readonly<Record<string, Operator>> = {
  StringEquals: { compare: equal },
  StringNotEquals: { compare: equal, negated: true },
  StringEqualsIgnoreCase: { compare: equalIgnoringCase },
  StringNotEqualsIgnoreCase: { compare: equalIgnoringCase, negated: true },
  StringLike: { compare: like },
  StringNotLike: { compare: like, negated: true },
  NumericEquals: { compare: sameNumber },
  NumericNotEquals: { compare: sameNumber, negated: true },
  NumericLessThan: { compare: numbers((a, b) => a < b) },
  NumericLessThanEquals: { compare: numbers((a, b) => a <= b) },
  NumericGreaterThan: { compare: numbers((a, b) => a > b) },
  NumericGreaterThanEquals: { compare: numbers((a, b) => a >= b) },
  DateEquals: { compare: sameDate },
  DateNotEquals: { compare: sameDate, negated: true },
  DateLessThan: { compare: dates((a, b) => a < b) },
  DateLessThanEquals: { compare: dates((a, b) => a <= b) },
  DateGreaterThan: { compare: dates((a, b) => a > b) },
  DateGreaterThanEquals: { compare: dates((a, b) => a >= b) },
  Bool: { compare: equalIgnoringCase },
  BinaryEquals: { compare: equal },
  IpAddress: { compare: inNetwork },
  NotIpAddress: { compare: inNetwork, negated: true },
  ArnEquals: { compare: arns },
  ArnNotEquals: { compare: arns, negated: true },
  ArnLike: { compare: arns },
  ArnNotLike: { compare: arns, negated: true },
};

const parseOperator = (name: string) => {
  const [, quantifier, base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/.exec(name) ?? [];
  return { quantifier, operator: Object.hasOwn(operators, base) ? operators[base] : undefined, base, ifExists };
};

/** Whether the evaluator honours this condition operator. */
export const knownOperator = (name: string): boolean => name === 'Null' || parseOperator(name).operator !== undefined;

/** Whether one condition (`operator`, `key`, accepted values) holds for the values of a request. */
export const conditionHolds = (
  name: string,
  key: string,
  expected: readonly string[],
  context: ContextValues,
): boolean => {
  const actual = context.get(key.toLowerCase());
  if (name === 'Null') return expected.some((value) => (value.toLowerCase() === 'true') === (actual === undefined));
  const { quantifier, operator, ifExists } = parseOperator(name);
  if (!operator) return false;
  const { compare, negated = false } = operator;
  const one = (value: string) => expected.some((other) => compare(value, other, context)) !== negated;

  if (actual === undefined || actual.length === 0) {
    if (quantifier === 'ForAllValues' || ifExists) return true;
    return quantifier === undefined && negated;
  }
  // A negated operator without a quantifier must hold for every value; a positive one for some value.
  if (quantifier === 'ForAllValues' || (quantifier === undefined && negated)) return actual.every(one);
  return actual.some(one);
};
