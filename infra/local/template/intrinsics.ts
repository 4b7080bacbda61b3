import { Unresolvable } from './problem.ts';

/** What the intrinsic functions of one stack refer to. */
export interface Scope {
  ref(logicalId: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  condition(name: string): boolean;
  importValue(exportName: string): unknown;
  mapping(map: string, key: string, name: string): unknown;
}

/** `AWS::NoValue`: the property or list entry that has it disappears. */
export const noValue = Symbol('AWS::NoValue');

/** The value with every intrinsic function in it worked out. @throws Unresolvable */
export const resolve = (value: unknown, scope: Scope): unknown => {
  const resolved = resolveAny(value, scope);
  return resolved === noValue ? undefined : resolved;
};

const resolveAny = (value: unknown, scope: Scope): unknown => {
  if (Array.isArray(value)) return value.map((entry) => resolveAny(entry, scope)).filter((entry) => entry !== noValue);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only && (only[0] === 'Ref' || only[0] === 'Condition' || only[0].startsWith('Fn::'))) {
    const [name, argument] = only;
    // `Condition` alone is also what a policy statement could hold, so only a name counts.
    if (name !== 'Condition' || typeof argument === 'string') return intrinsic(name, argument, scope);
  }
  return Object.fromEntries(
    entries
      .map(([name, entry]) => [name, resolveAny(entry, scope)] as const)
      .filter(([, entry]) => entry !== noValue && entry !== undefined),
  );
};

const intrinsic = (name: string, argument: unknown, scope: Scope): unknown => {
  const value = (entry: unknown) => resolveAny(entry, scope);
  const text = (entry: unknown): string => asText(value(entry), name);
  const list = (entry: unknown): unknown[] => asList(value(entry), name);
  const truth = (entry: unknown): boolean => asTruth(value(entry), name);
  const parts = () => asList(argument, name);

  switch (name) {
    case 'Ref':
      return scope.ref(asText(argument, name));
    case 'Condition':
      return scope.condition(asText(argument, name));
    case 'Fn::GetAtt': {
      const [id, ...path] = typeof argument === 'string' ? argument.split('.') : parts();
      return scope.attribute(asText(id, name), path.map(text).join('.'));
    }
    case 'Fn::Sub':
      return substitute(argument, scope);
    case 'Fn::Join':
      return list(parts()[1])
        .map((entry) => asText(entry, name))
        .join(text(parts()[0]));
    case 'Fn::Select':
      return entryAt(list(parts()[1]), Number(text(parts()[0])));
    case 'Fn::Split':
      return text(parts()[1]).split(text(parts()[0]));
    case 'Fn::ImportValue':
      return scope.importValue(text(argument));
    case 'Fn::FindInMap': {
      const [map, key, entry] = parts();
      return scope.mapping(text(map), text(key), text(entry));
    }
    case 'Fn::Base64':
      return Buffer.from(text(argument)).toString('base64');
    case 'Fn::If': {
      const [condition, yes, no] = parts();
      return value(scope.condition(asText(condition, name)) ? yes : no);
    }
    case 'Fn::Equals':
      return JSON.stringify(value(parts()[0])) === JSON.stringify(value(parts()[1]));
    case 'Fn::And':
      return parts().every(truth);
    case 'Fn::Or':
      return parts().some(truth);
    case 'Fn::Not':
      return !truth(parts()[0]);
    default:
      throw new Unresolvable(`the local cloud does not implement the function ${name}`);
  }
};

const substitute = (argument: unknown, scope: Scope): string => {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const own = new Map(Object.entries((variables ?? {}) as Record<string, unknown>));
  return asText(template, 'Fn::Sub').replace(/\$\{([^}]*)\}/g, (_, inner: string) => {
    if (inner.startsWith('!')) return `\${${inner.slice(1)}}`;
    const name = inner.trim();
    if (own.has(name)) return asText(resolveAny(own.get(name), scope), 'Fn::Sub');
    const [id = '', ...path] = name.split('.');
    return asText(path.length > 0 ? scope.attribute(id, path.join('.')) : scope.ref(name), 'Fn::Sub');
  });
};

const asText = (value: unknown, name: string): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Unresolvable(`${name} needs a text where it has ${JSON.stringify(value) ?? 'nothing'}`);
};

const asList = (value: unknown, name: string): unknown[] => {
  if (Array.isArray(value)) return value;
  throw new Unresolvable(`${name} needs a list where it has ${JSON.stringify(value) ?? 'nothing'}`);
};

const asTruth = (value: unknown, name: string): boolean => {
  if (typeof value === 'boolean') return value;
  throw new Unresolvable(`${name} needs a condition where it has ${JSON.stringify(value) ?? 'nothing'}`);
};

const entryAt = (list: unknown[], index: number): unknown => {
  if (!(index in list)) throw new Unresolvable(`Fn::Select asks for entry ${index} of ${list.length}`);
  return list[index];
};
