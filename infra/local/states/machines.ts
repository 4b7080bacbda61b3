import { readFile } from 'node:fs/promises';
import { NotImplementedLocally, type Resource, type ResourceKind, ServiceError } from '../service.ts';
import { machineArn } from './arns.ts';
import { checkTasks } from './integrations/check-tasks.ts';
import type { Definition } from './language/definition.ts';
import { parseDefinition } from './language/parse-definition.ts';

/** A state machine as it was deployed. */
export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  /** The definition as text, placeholders filled in. */
  readonly source: string;
  readonly definition: Definition;
  /** In ms since 1970. */
  readonly createdAt: number;
}

const sourceOf = async ({ logicalId, asset, properties }: Resource): Promise<string> => {
  if (typeof properties.DefinitionString === 'string') return properties.DefinitionString;
  if (properties.DefinitionS3Location !== undefined && asset) return readFile(asset, 'utf8');
  throw new ServiceError(
    'InvalidDefinition',
    `${logicalId}: needs DefinitionString or a DefinitionS3Location with its file`,
  );
};

/** Fills in `${Name}` as CloudFormation does: as text, for the names that it was given. */
const filledIn = (source: string, substitutions: unknown): string =>
  Object.entries((substitutions ?? {}) as Record<string, unknown>).reduce(
    (text, [name, value]) => text.replaceAll(`\${${name}}`, JSON.stringify(String(value)).slice(1, -1)),
    source,
  );

const read = async (resource: Resource, now: () => number): Promise<StateMachine> => {
  const { logicalId, name, properties } = resource;
  const { StateMachineType: type = 'STANDARD', RoleArn, DefinitionSubstitutions } = properties;
  if (type !== 'STANDARD') throw new NotImplementedLocally(`state machines of type ${String(type)} (${logicalId})`);
  if (typeof RoleArn !== 'string') throw new ServiceError('InvalidArn', `${logicalId}: needs a RoleArn`);
  const source = filledIn(await sourceOf(resource), DefinitionSubstitutions);
  try {
    const unfilled = /\$\{[A-Za-z0-9_.:-]+\}/.exec(source);
    if (unfilled) throw new ServiceError('InvalidDefinition', `nothing is given for the placeholder ${unfilled[0]}`);
    const definition = parseDefinition(source);
    await checkTasks(definition);
    return { arn: machineArn(name), name, roleArn: RoleArn, source, definition, createdAt: now() };
  } catch (problem) {
    if (!(problem instanceof ServiceError)) throw problem;
    throw new ServiceError(problem.code, `${logicalId}: ${problem.message}`, problem.status);
  }
};

/** `AWS::StepFunctions::StateMachine`. Deploying one again replaces its definition; what runs goes on with the old one. */
export const stateMachineKind = (machines: Map<string, StateMachine>, now: () => number): ResourceKind => ({
  properties: [
    'StateMachineName',
    'StateMachineType',
    'RoleArn',
    'DefinitionString',
    'DefinitionS3Location',
    'DefinitionSubstitutions',
    // honestly ignored: the history of every execution is kept here in full
    'LoggingConfiguration',
    // honestly ignored: there is no X-Ray here
    'TracingConfiguration',
    // honestly ignored: nothing here reads tags
    'Tags',
  ],
  nameProperty: 'StateMachineName',
  ref: machineArn,
  attributes: (name) => ({ Arn: machineArn(name), Name: name }),
  create: async (resource) => {
    const machine = await read(resource, now);
    machines.set(machine.arn, machine);
  },
});
