import type { GlobalUse, ReviewedUse } from '../schema.ts';
import { libraryNames } from './library-names.ts';
import { isPlain, neverAllowed } from './never-allowed.ts';

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

const rolesOf = (module: string, name: string, reviewed: readonly ReviewedName[], torch: boolean): readonly Role[] => {
  if (!isPlain(module, name)) return [];
  const roles = new Set<Role>();
  for (const entry of libraryNames) {
    if (entry.torch && !torch) continue;
    if (entry.modules.some((one) => matches(one, module)) && entry.names.some((one) => matches(one, name)))
      for (const role of entry.roles) roles.add(role);
  }
  for (const entry of reviewed)
    if (entry.module === module && entry.name === name && !neverAllowed(module, name))
      for (const role of entry.roles) roles.add(role);
  // A class that may be made may also be named: the name alone does nothing.
  if (roles.has('new')) roles.add('reference');
  return [...roles];
};

const matches = (rule: string | RegExp, text: string): boolean =>
  typeof rule === 'string' ? rule === text : rule.test(text);

/** The reviewed names among those that an artefact uses, each with who answers for it. */
export const reviewedUses = (globals: readonly GlobalUse[], reviewed: readonly ReviewedName[]): ReviewedUse[] =>
  globals.flatMap(({ module, name, role }) => {
    const entry = reviewed.find((one) => one.module === module && one.name === name);
    return entry && role !== 'refused' ? [{ module, name, role, reason: entry.reason, owner: entry.owner }] : [];
  });
