import { ACCOUNT, REGION, type ResourceKind } from '../service.ts';
import type { Stack } from './assembly.ts';
import { noValue, resolve, type Scope } from './intrinsics.ts';
import { generatedName } from './names.ts';
import { FollowsFromAnother, Unresolvable } from './problem.ts';

export interface StackScope extends Scope {
  /** Physical name of a resource. @throws Unresolvable */
  nameOf(logicalId: string): string;
  /** Whether the condition of a resource or an output holds. */
  holds(condition: string | undefined): boolean;
}

/** Reads names, references and conditions of one stack, each when it is first asked for. */
export const scopeOf = (
  stack: Stack,
  kinds: ReadonlyMap<string, ResourceKind>,
  parameters: Readonly<Record<string, string>>,
  imports: (exportName: string) => unknown,
): StackScope => {
  const { template, name: stackName } = stack;
  const names = new Map<string, string>();
  const open = new Set<string>();
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': ACCOUNT,
    'AWS::NoValue': noValue,
    'AWS::NotificationARNs': [],
    'AWS::Partition': 'aws',
    'AWS::Region': REGION,
    'AWS::StackId': stackArn(stackName),
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };

  /** Guards against names and conditions that are made of themselves. */
  const once = <T>(what: string, work: () => T): T => {
    if (open.has(what)) throw new Unresolvable(`${what} refers to itself`);
    open.add(what);
    try {
      return work();
    } finally {
      open.delete(what);
    }
  };

  const kindOf = (logicalId: string): ResourceKind => {
    const resource = template.Resources?.[logicalId];
    if (!resource) throw new Unresolvable(`there is no resource or parameter ${logicalId}`);
    const kind = kinds.get(resource.Type);
    if (!kind) throw new FollowsFromAnother(`${logicalId} has a type that is not provided`);
    return kind;
  };

  const scope: StackScope = {
    nameOf: (logicalId) => {
      const known = names.get(logicalId);
      if (known !== undefined) return known;
      const { nameProperty } = kindOf(logicalId);
      const resource = template.Resources?.[logicalId];
      const given = nameProperty && resource?.Properties?.[nameProperty];
      const name = given && once(`the name of ${logicalId}`, () => resolve(given, scope));
      const final = typeof name === 'string' ? name : generatedName(resource?.Type ?? '', stackName, logicalId);
      names.set(logicalId, final);
      return final;
    },
    holds: (condition) => condition === undefined || scope.condition(condition),
    ref: (id) => {
      if (id in pseudo) return pseudo[id];
      const parameter = template.Parameters?.[id];
      if (parameter) return parameterValue(id, parameter, parameters[id]);
      const name = scope.nameOf(id);
      return kindOf(id).ref?.(name) ?? name;
    },
    attribute: (id, attribute) => {
      const value = kindOf(id).attributes(scope.nameOf(id))[attribute];
      if (value === undefined)
        throw new Unresolvable(`${template.Resources?.[id]?.Type} has no attribute ${attribute} here (${id})`);
      return value;
    },
    condition: (name) => {
      const condition = template.Conditions?.[name];
      if (condition === undefined) throw new Unresolvable(`there is no condition ${name}`);
      return once(`the condition ${name}`, () => resolve(condition, scope)) === true;
    },
    importValue: imports,
    mapping: (map, key, entry) => {
      const value = template.Mappings?.[map]?.[key]?.[entry];
      if (value === undefined) throw new Unresolvable(`there is no ${map}.${key}.${entry} in Mappings`);
      return value;
    },
  };
  return scope;
};

const stackArn = (name: string): string =>
  `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${name}/00000000-0000-0000-0000-000000000000`;

const parameterValue = (
  id: string,
  { Type, Default, AllowedValues, AllowedPattern }: NonNullable<Stack['template']['Parameters']>[string],
  given: string | undefined,
): unknown => {
  if (Type.startsWith('AWS::SSM::'))
    throw new Unresolvable(`the parameter ${id} of type ${Type} is not implemented: there is no Parameter Store here`);
  const value = given ?? Default;
  if (value === undefined) throw new Unresolvable(`the parameter ${id} has no value`);
  if (AllowedValues && !AllowedValues.map(String).includes(String(value)))
    throw new Unresolvable(`the parameter ${id} is ${String(value)}, not one of ${AllowedValues.join(', ')}`);
  if (AllowedPattern && !new RegExp(`^(?:${AllowedPattern})$`).test(String(value)))
    throw new Unresolvable(`the parameter ${id} is ${String(value)}, which does not match ${AllowedPattern}`);
  if (Type === 'CommaDelimitedList' || Type.startsWith('List<'))
    return String(value)
      .split(',')
      .map((entry) => entry.trim());
  return String(value);
};
