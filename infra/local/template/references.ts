import type { TemplateResource } from './assembly.ts';

/** Logical ids that a resource needs before it, in the order met. */
const referencesOf = (resource: TemplateResource): ReadonlySet<string> => {
  const found = new Set<string>([resource.DependsOn ?? []].flat());
  collect(resource.Properties, found);
  return found;
};

const collect = (value: unknown, found: Set<string>): void => {
  if (Array.isArray(value)) {
    for (const entry of value) collect(entry, found);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, argument] of Object.entries(value)) {
    if (name === 'Ref') found.add(String(argument));
    else if (name === 'Fn::GetAtt')
      found.add(String(Array.isArray(argument) ? argument[0] : String(argument).split('.')[0]));
    else if (name === 'Fn::Sub')
      for (const [, inner = ''] of String([argument].flat()[0]).matchAll(/\$\{([^}!][^}]*)\}/g))
        found.add(inner.split('.')[0] ?? '');
    collect(argument, found);
  }
};

/** The logical ids with each after those it refers to; `circle` names some that refer to each other. */
export const inOrder = (
  resources: Readonly<Record<string, TemplateResource>>,
): { readonly order: readonly string[]; readonly circle?: readonly string[] } => {
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  let circle: readonly string[] | undefined;
  const visit = (id: string, path: readonly string[]): void => {
    const resource = resources[id];
    if (!resource || state.get(id) === 'done') return;
    if (state.get(id) === 'open') {
      circle ??= path.slice(path.indexOf(id));
      return;
    }
    state.set(id, 'open');
    for (const needed of referencesOf(resource)) visit(needed, [...path, id]);
    state.set(id, 'done');
    order.push(id);
  };
  for (const id of Object.keys(resources)) visit(id, []);
  return { order, circle };
};
