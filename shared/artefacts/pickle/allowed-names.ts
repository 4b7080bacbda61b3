import { libraryNames } from './library-names.ts';

/**
 * What a name may be used for. `call`: a pickle may call it. `new`: a pickle may make an instance, without running its
 * constructor. `reference`: it may be a value.
 */
export type Role = 'call' | 'new' | 'reference';

/** Names of one kind: modules and names are whole names, or patterns that match a whole name. */
export interface AllowedNames {
  readonly modules: readonly (string | RegExp)[];
  readonly names: readonly (string | RegExp)[];
  readonly roles: readonly Role[];
  /** Only inside a torch archive. */
  readonly torch?: boolean;
}

/** A name that people of the house reviewed and allow in addition. */
export interface ReviewedName {
  readonly module: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly reason: string;
  readonly owner: string;
}

/** Roles in which a name may be used; none when it is not allowed (S-11). */
export type Allowed = (module: string, name: string) => readonly Role[];

export const allowList = (reviewed: readonly ReviewedName[], torch: boolean): Allowed => {
  const known = new Map<string, readonly Role[]>();
  return (module, name) => {
    const key = `${module}\n${name}`;
    const before = known.get(key);
    if (before) return before;
    const roles = rolesOf(module, name, reviewed, torch);
    if (known.size < 10_000) known.set(key, roles);
    return roles;
  };
};

/** A dot in a name leads through attributes to anywhere; other characters have no honest use. */
const PLAIN_NAME = /^[A-Za-z_]\w*$/;
const PLAIN_MODULE = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;

const rolesOf = (module: string, name: string, reviewed: readonly ReviewedName[], torch: boolean): readonly Role[] => {
  if (!PLAIN_NAME.test(name) || !PLAIN_MODULE.test(module)) return [];
  const roles = new Set<Role>();
  for (const entry of libraryNames) {
    if (entry.torch && !torch) continue;
    if (entry.modules.some((one) => matches(one, module)) && entry.names.some((one) => matches(one, name)))
      for (const role of entry.roles) roles.add(role);
  }
  for (const entry of reviewed)
    if (entry.module === module && entry.name === name) for (const role of entry.roles) roles.add(role);
  // A class that may be made may also be named: the name alone does nothing.
  if (roles.has('new')) roles.add('reference');
  return [...roles];
};

const matches = (rule: string | RegExp, text: string): boolean =>
  typeof rule === 'string' ? rule === text : rule.test(text);
