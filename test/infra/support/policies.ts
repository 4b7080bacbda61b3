import { machineFile, machineNames } from './machine-files.ts';
import type { TemplateJson } from './synthesized.ts';

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly Action?: string | readonly string[];
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Rights by role (logical id), from all its policies. */
export const rightsByRole = (template: TemplateJson): ReadonlyMap<string, readonly Statement[]> => {
  const rights = new Map<string, Statement[]>();
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type !== 'AWS::IAM::Policy') continue;
    const { PolicyDocument, Roles } = Properties as {
      PolicyDocument: { Statement: Statement[] };
      Roles: { Ref: string }[];
    };
    for (const { Ref } of Roles) rights.set(Ref, [...(rights.get(Ref) ?? []), ...PolicyDocument.Statement]);
  }
  return rights;
};

/** Rights by what people call it: the folder of a function, the file of a machine. */
export const rightsByName = (template: TemplateJson): ReadonlyMap<string, readonly Statement[]> => {
  const byRole = rightsByRole(template);
  const named = new Map<string, readonly Statement[]>();
  for (const { Type, Properties = {} } of Object.values(template.Resources)) {
    if (Type === 'AWS::Lambda::Function') {
      const role = (Properties.Role as { 'Fn::GetAtt': string[] })['Fn::GetAtt'][0] ?? '';
      named.set(String(Properties.Description).replace('Slipway: ', ''), byRole.get(role) ?? []);
    }
    if (Type === 'AWS::StepFunctions::StateMachine') {
      const role = (Properties.RoleArn as { 'Fn::GetAtt': string[] })['Fn::GetAtt'][0] ?? '';
      named.set(`machine ${fileOf(Properties.DefinitionString)}`, byRole.get(role) ?? []);
    }
  }
  return named;
};

/** Name of the state machine file that a definition comes from. */
const fileOf = (definition: unknown): string | undefined =>
  machineNames().find((name) => JSON.stringify(machineFile(name)) === definition);

export const actionsOf = (statements: readonly Statement[]): readonly string[] =>
  [...new Set(statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action = [] }) => Action))].sort();

/** A resource as one line: references by what they refer to. */
const shown = (resource: unknown): string => {
  if (typeof resource === 'string') return resource;
  const [[name, argument] = ['', '']] = Object.entries(resource as Record<string, unknown>);
  if (name === 'Fn::Join') return (argument as [string, unknown[]])[1].map(shown).join('');
  if (name === 'Fn::ImportValue')
    return `<${String(argument)
      .replace(/^.*?(Fn\w+?|Ref)(?=[A-Z])/, '')
      .replace(/[0-9A-F]{8}/g, '.')
      .replace(/\.$/, '')}>`;
  return `<${[argument].flat().join('.')}>`.replace(/[0-9A-F]{8}/g, '').replace('AWS::', '');
};

/** One line for each action on each resource. */
export const linesOf = (statements: readonly Statement[]): readonly string[] =>
  statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action = [], Resource = [] }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} on ${shown(resource)}`)),
    )
    .sort();

/** The same for people to review: one line for each resource and condition. */
export const summaryOf = (statements: readonly Statement[]): readonly string[] => {
  const actions = new Map<string, string[]>();
  for (const { Effect, Action = [], Resource = [], Condition } of statements) {
    for (const resource of [Resource].flat()) {
      const place = `${Effect === 'Deny' ? 'NEVER ' : ''}${shown(resource)}${conditionShown(Condition)}`;
      actions.set(place, [...(actions.get(place) ?? []), ...[Action].flat()]);
    }
  }
  return [...actions].map(([place, all]) => `${place}: ${[...new Set(all)].sort().join(', ')}`).sort();
};

const conditionShown = (condition: Statement['Condition'] = {}): string =>
  Object.entries(condition)
    .flatMap(([operator, values]) =>
      Object.entries(values).map(([key, value]) => ` [${operator} ${key} ${[value].flat().map(shown).join(' | ')}]`),
    )
    .join('');
