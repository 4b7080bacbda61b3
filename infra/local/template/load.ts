import type { Resource, ResourceKind } from '../service.ts';
import type { Stack, TemplateResource } from './assembly.ts';
import { resolve } from './intrinsics.ts';
import { FollowsFromAnother, type Problem, TemplateRefused, Unresolvable } from './problem.ts';
import { inOrder } from './references.ts';
import { type StackScope, scopeOf } from './stack-scope.ts';

interface LoadedResource extends Resource {
  readonly stack: string;
}

interface Output {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

export interface LoadedStack {
  readonly name: string;
  /** In an order in which each can be made after those it refers to. */
  readonly resources: readonly LoadedResource[];
  readonly outputs: readonly Output[];
  readonly parameters: Readonly<Record<string, string>>;
}

/** `Rules` holds CDK's check of its bootstrap version: nothing is bootstrapped here. `Metadata` is for people and tools. */
const knownSections = new Set([
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Resources',
  'Rules',
]);
/** Nothing is updated or deleted in place here, so the policies about that have nothing to say. */
const knownAttributes = new Set([
  'Condition',
  'DeletionPolicy',
  'DependsOn',
  'Metadata',
  'Properties',
  'Type',
  'UpdateReplacePolicy',
]);

/**
 * Works out every resource of the stacks, given in dependency order, without making any.
 * @throws TemplateRefused naming everything that the local cloud does not provide or understand
 */
export const loadStacks = (
  stacks: readonly Stack[],
  kinds: ReadonlyMap<string, ResourceKind>,
  parameters: Readonly<Record<string, string>> = {},
): readonly LoadedStack[] => {
  const problems: Problem[] = [];
  const exported = new Map<string, string>();
  const broken = new Set<unknown>();
  const imports = (name: string): string => {
    const value = exported.get(name);
    if (value !== undefined) return value;
    throw broken.has(name)
      ? new FollowsFromAnother(`${name} could not be worked out`)
      : new Unresolvable(`no stack before it exports ${name}`);
  };
  const unknown = Object.keys(parameters).filter((id) => !stacks.some(({ template }) => template.Parameters?.[id]));
  for (const id of unknown) problems.push({ stack: '-', logicalId: id, what: 'no stack has a parameter of this name' });

  const loaded = stacks.map((stack): LoadedStack => {
    const report = (logicalId: string, what: string, type?: string) =>
      problems.push({ stack: stack.name, logicalId, type, what });
    const tryTo = <T>(logicalId: string, type: string | undefined, work: () => T): T | undefined => {
      try {
        return work();
      } catch (error) {
        if (!(error instanceof Unresolvable)) throw error;
        if (!(error instanceof FollowsFromAnother)) report(logicalId, error.message, type);
        return undefined;
      }
    };
    const scope = scopeOf(stack, kinds, parameters, imports);
    for (const section of Object.keys(stack.template))
      if (!knownSections.has(section)) report(section, 'the local cloud does not know this section of a template');

    const all = stack.template.Resources ?? {};
    const { order, circle } = inOrder(all);
    if (circle) report(circle.join(' -> '), 'these resources refer to each other in a circle');
    const resources = order.flatMap((logicalId) => {
      const resource = all[logicalId] as TemplateResource;
      if (resource.Type === 'AWS::CDK::Metadata') return [];
      if (!tryTo(logicalId, resource.Type, () => scope.holds(resource.Condition))) return [];
      const kind = kinds.get(resource.Type);
      if (!kind) report(logicalId, 'the local cloud does not provide this type', resource.Type);
      for (const what of kind ? strangers(resource, kind) : []) report(logicalId, what, resource.Type);
      const made = kind && tryTo(logicalId, resource.Type, () => work(stack, scope, logicalId, resource));
      return made ? [made] : [];
    });
    const outputs = Object.entries(stack.template.Outputs ?? {}).flatMap(([key, output]) => {
      const made = tryTo(key, 'output', () => (scope.holds(output.Condition) ? outputOf(key, output, scope) : []));
      if (!made) broken.add(output.Export?.Name);
      return made ?? [];
    });
    for (const { exportName, value } of outputs) if (exportName !== undefined) exported.set(exportName, value);
    return { name: stack.name, resources, outputs, parameters: parametersOf(stack, scope) };
  });

  if (problems.length > 0) throw new TemplateRefused(problems);
  return loaded;
};

const strangers = (resource: TemplateResource, kind: ResourceKind): string[] => [
  ...Object.keys(resource.Properties ?? {})
    .filter((property) => !kind.properties.includes(property))
    .map((property) => `the local cloud does not know its property ${property}`),
  ...Object.keys(resource)
    .filter((attribute) => !knownAttributes.has(attribute))
    .map((attribute) => `the local cloud does not know the attribute ${attribute}`),
];

const work = (stack: Stack, scope: StackScope, logicalId: string, resource: TemplateResource): LoadedResource => {
  const properties = (resolve(resource.Properties ?? {}, scope) ?? {}) as Record<string, unknown>;
  return {
    stack: stack.name,
    logicalId,
    type: resource.Type,
    name: scope.nameOf(logicalId),
    properties,
    asset: assetOf(stack, properties),
  };
};

/** Functions keep their code, and state machines their definition, as an object of the assets bucket. */
const assetOf = ({ assets }: Stack, { Code, DefinitionS3Location }: Record<string, unknown>): string | undefined => {
  const key = ((Code as { S3Key?: unknown })?.S3Key ?? (DefinitionS3Location as { Key?: unknown })?.Key) as unknown;
  if (key === undefined) return undefined;
  const file = assets[String(key)];
  if (!file) throw new Unresolvable(`the cloud assembly has no asset ${String(key)}`);
  return file;
};

const outputOf = (
  key: string,
  { Value, Description, Export }: NonNullable<Stack['template']['Outputs']>[string],
  scope: StackScope,
): Output => ({
  key,
  value: String(resolve(Value, scope)),
  description: Description,
  exportName: Export && String(resolve(Export.Name, scope)),
});

/** CDK's bootstrap version stands in Parameter Store, which is not here; nobody refers to it. */
const parametersOf = ({ template }: Stack, scope: StackScope): Record<string, string> =>
  Object.fromEntries(
    Object.entries(template.Parameters ?? {})
      .filter(([, { Type }]) => !Type.startsWith('AWS::SSM::'))
      .flatMap(([id]) => {
        try {
          return [[id, String(scope.ref(id))]];
        } catch {
          return [];
        }
      }),
  );
