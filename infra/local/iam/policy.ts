import { ServiceError } from '../service.ts';
import { knownOperator } from './conditions.ts';

/** One statement with every list made a list. `undefined` members are absent from the policy. */
export interface Statement {
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly principals?: Principals;
  readonly notPrincipals?: Principals;
  /** Operator to condition key to accepted values. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** `*`, or by kind (`AWS`, `Service`, `Federated`) the names. */
export type Principals = '*' | Readonly<Record<string, readonly string[]>>;

export type Policy = readonly Statement[];

/** Reads a policy document. @throws ServiceError MalformedPolicyDocument for anything that the evaluator would not honour */
export const parsePolicy = (document: unknown): Policy => {
  const value = typeof document === 'string' ? parseJson(document) : document;
  if (!isRecord(value)) throw malformed('it is not an object');
  requireOnly(value, ['Version', 'Id', 'Statement']);
  const statements = value.Statement === undefined ? [] : [value.Statement].flat();
  return statements.map(parseStatement);
};

const members = [
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'NotPrincipal',
  'Condition',
];

const parseStatement = (value: unknown): Statement => {
  if (!isRecord(value)) throw malformed('a statement is not an object');
  requireOnly(value, members);
  const { Effect } = value;
  if (Effect !== 'Allow' && Effect !== 'Deny') throw malformed(`an effect is ${JSON.stringify(Effect)}`);
  if ((value.Action === undefined) === (value.NotAction === undefined))
    throw malformed('a statement needs either Action or NotAction');
  return {
    sid: typeof value.Sid === 'string' ? value.Sid : undefined,
    effect: Effect,
    actions: texts(value.Action),
    notActions: texts(value.NotAction),
    resources: texts(value.Resource),
    notResources: texts(value.NotResource),
    principals: principalsOf(value.Principal),
    notPrincipals: principalsOf(value.NotPrincipal),
    conditions: conditionsOf(value.Condition),
  };
};

const conditionsOf = (value: unknown): Statement['conditions'] => {
  if (value === undefined) return {};
  if (!isRecord(value)) throw malformed('a condition is not an object');
  return Object.fromEntries(
    Object.entries(value).map(([operator, keys]) => {
      if (!knownOperator(operator)) throw malformed(`the local cloud does not know the condition operator ${operator}`);
      if (!isRecord(keys)) throw malformed(`the condition ${operator} is not an object`);
      return [operator, Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, texts(values) ?? []]))];
    }),
  );
};

const principalsOf = (value: unknown): Principals | undefined => {
  if (value === undefined || value === '*') return value;
  if (!isRecord(value)) throw malformed('a principal is neither * nor an object');
  return Object.fromEntries(Object.entries(value).map(([kind, names]) => [kind, texts(names) ?? []]));
};

const texts = (value: unknown): readonly string[] | undefined => {
  if (value === undefined) return undefined;
  return [value].flat().map((entry) => {
    if (typeof entry === 'string') return entry;
    if (typeof entry === 'boolean' || typeof entry === 'number') return String(entry);
    throw malformed(`${JSON.stringify(entry)} is not a text`);
  });
};

const requireOnly = (value: Record<string, unknown>, allowed: readonly string[]): void => {
  const stranger = Object.keys(value).find((name) => !allowed.includes(name));
  if (stranger) throw malformed(`the local cloud does not know ${stranger}`);
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('it is not JSON');
  }
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const malformed = (why: string) => new ServiceError('MalformedPolicyDocument', `The policy cannot be used: ${why}.`);
