import type { ResourceKind, Service } from './service.ts';
import type { LoadedStack } from './template/load.ts';

/** Every resource type of the services, with who makes it. @throws Error when two services claim one */
export const kindsOf = (services: readonly Pick<Service, 'resources'>[]): ReadonlyMap<string, ResourceKind> => {
  const kinds = new Map<string, ResourceKind>();
  for (const { resources } of services)
    for (const [type, kind] of Object.entries(resources)) {
      if (kinds.has(type)) throw new Error(`Two services of the local cloud provide ${type}.`);
      kinds.set(type, kind);
    }
  return kinds;
};

/** Roles and their policies first: whoever is made later may ask at once what a role may do. */
const early = new Set(['AWS::IAM::ManagedPolicy', 'AWS::IAM::Role', 'AWS::IAM::Policy']);

/** Makes the resources of all stacks in their order. @throws Error naming the resource that could not be made */
export const makeResources = async (
  stacks: readonly LoadedStack[],
  kinds: ReadonlyMap<string, ResourceKind>,
): Promise<void> => {
  const all = stacks.flatMap(({ resources }) => resources);
  for (const resource of [
    ...all.filter(({ type }) => early.has(type)),
    ...all.filter(({ type }) => !early.has(type)),
  ]) {
    try {
      await kinds.get(resource.type)?.create(resource);
    } catch (error) {
      const { stack, logicalId, type } = resource;
      throw new Error(`${stack} / ${logicalId} (${type}) could not be made: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
};
