import { NotImplementedLocally } from '../service.ts';

/** Reads the paths that EventBridge takes: `$`, `$.detail.key`, `$.resources[0]`, `$.detail['a-b']`. @throws NotImplementedLocally */
export const jsonPath = (path: string): ((value: unknown) => unknown) => {
  const steps = [...path.matchAll(/\.([\w-]+)|\[(\d+)\]|\['([^']+)'\]/g)];
  if (`$${steps.map(([whole]) => whole).join('')}` !== path)
    throw new NotImplementedLocally(`the JSON path ${path} in a rule's target`);
  const names = steps.map(([, field, index, quoted]) => field ?? index ?? quoted ?? '');
  return (value) =>
    names.reduce<unknown>(
      (found, name) =>
        typeof found === 'object' && found !== null && Object.hasOwn(found, name)
          ? (found as Record<string, unknown>)[name]
          : undefined,
      value,
    );
};
