import { StatesError } from '../language/errors.ts';

/**
 * The SDK carries the shape of every operation as nested arrays: `[kind, namespace, name, traits, ...]` for lists (1), maps (2),
 * structures (3) and unions (4), plain numbers for simple kinds, `64 | kind` and `128 | kind` for lists and maps of simple kinds,
 * and functions that give a shape later.
 */
type Shape = unknown;

const SIMPLE = 0;
const LIST = 1;
const MAP = 2;
const STRUCTURE = 3;
const UNION = 4;
const LIST_OF = 64;
const MAP_OF = 128;
const TIMESTAMPS = [4, 5, 6, 7];
const BLOBS = [21, 42];

const resolved = (shape: Shape): Shape => {
  if (typeof shape === 'function') return resolved(shape());
  // a member with traits of its own is [shape, traits]; a named simple shape carries the kind last
  if (Array.isArray(shape) && shape.length === 2) return resolved(shape[0]);
  if (Array.isArray(shape) && shape[0] === SIMPLE) return resolved(shape[4]);
  return shape;
};

interface Member {
  readonly name: string;
  readonly shape: Shape;
  readonly required: boolean;
}

const membersOf = (shape: Shape): readonly Member[] | undefined => {
  if (!Array.isArray(shape) || ![STRUCTURE, UNION, -STRUCTURE].includes(shape[0])) return undefined;
  const [, , , , names, shapes, required = 0] = shape;
  return names.map((name: string, index: number) => ({ name, shape: shapes[index], required: index < required }));
};

const elementOf = (shape: Shape): { readonly kind: 'list' | 'map'; readonly shape: Shape } | undefined => {
  if (typeof shape === 'number' && shape >= MAP_OF) return { kind: 'map', shape: shape - MAP_OF };
  if (typeof shape === 'number' && shape >= LIST_OF) return { kind: 'list', shape: shape - LIST_OF };
  if (Array.isArray(shape) && shape[0] === LIST) return { kind: 'list', shape: shape[4] };
  if (Array.isArray(shape) && shape[0] === MAP) return { kind: 'map', shape: shape[5] };
  return undefined;
};

/** Step Functions writes every parameter in PascalCase, also where the service's own name begins small. */
const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Faults in literal arguments: unknown or missing parameters, at any depth that is not left to an expression. */
export const argumentFaults = (given: unknown, shape: Shape, where = 'Arguments'): string[] => {
  const known = resolved(shape);
  const members = membersOf(known);
  const element = elementOf(known);
  if (members && isObject(given)) {
    const names = new Map(members.map((member) => [pascal(member.name), member]));
    const unknown = Object.keys(given).filter((key) => !names.has(key));
    const missing = members.filter((member) => member.required && given[pascal(member.name)] === undefined);
    return [
      ...unknown.map((key) => `${where}: the parameter "${key}" does not exist`),
      ...missing.map((member) => `${where}: the parameter "${pascal(member.name)}" is missing`),
      ...Object.entries(given).flatMap(([key, value]) =>
        argumentFaults(value, names.get(key)?.shape, `${where}/${key}`),
      ),
    ];
  }
  if (element?.kind === 'list' && Array.isArray(given)) {
    return given.flatMap((value, index) => argumentFaults(value, element.shape, `${where}[${index}]`));
  }
  if (element?.kind === 'map' && isObject(given)) {
    return Object.entries(given).flatMap(([key, value]) => argumentFaults(value, element.shape, `${where}/${key}`));
  }
  return [];
};

/** JSON arguments as the SDK wants them: its member names, `Date` for times, bytes for blobs. Throws `States.Runtime` on unknown ones. */
export const toSdk = (value: unknown, shape: Shape, where = 'Arguments'): unknown => {
  const known = resolved(shape);
  const members = membersOf(known);
  const element = elementOf(known);
  if (members && isObject(value)) {
    const names = new Map(members.map((member) => [pascal(member.name), member]));
    const entries = Object.entries(value).map(([key, part]) => {
      const member = names.get(key);
      if (!member) throw new StatesError('States.Runtime', `${where}: the parameter "${key}" does not exist.`);
      return [member.name, toSdk(part, member.shape, `${where}/${key}`)];
    });
    return Object.fromEntries(entries);
  }
  if (element?.kind === 'list' && Array.isArray(value)) return value.map((part) => toSdk(part, element.shape, where));
  if (element?.kind === 'map' && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toSdk(part, element.shape, where)]));
  }
  if (TIMESTAMPS.includes(known as number)) return new Date(value as string | number);
  if (BLOBS.includes(known as number)) return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  return value;
};

/** Time as the Java SDK, and so Step Functions, writes it: no fraction when there is none. */
const instant = (time: Date): string => time.toISOString().replace('.000Z', 'Z');

const textOf = async (body: unknown): Promise<string> => {
  const stream = body as { transformToString?: () => Promise<string> };
  if (typeof stream.transformToString === 'function') return stream.transformToString();
  return Buffer.from(body as Uint8Array).toString('utf8');
};

/** An SDK reply as JSON: PascalCase names, times as texts, blobs as UTF-8 text, absent members left out. */
export const fromSdk = async (value: unknown, shape: Shape): Promise<unknown> => {
  if (value === undefined || value === null) return value;
  const known = resolved(shape);
  const members = membersOf(known);
  const element = elementOf(known);
  if (members && isObject(value)) {
    const entries = members.map(
      async ({ name, shape: inner }) => [pascal(name), await fromSdk(value[name], inner)] as const,
    );
    return Object.fromEntries((await Promise.all(entries)).filter(([, part]) => part !== undefined && part !== null));
  }
  if (element?.kind === 'list' && Array.isArray(value)) {
    return Promise.all(value.map((part) => fromSdk(part, element.shape)));
  }
  if (element?.kind === 'map' && isObject(value)) {
    const entries = Object.entries(value).map(async ([key, part]) => [key, await fromSdk(part, element.shape)]);
    return Object.fromEntries(await Promise.all(entries));
  }
  if (value instanceof Date) return instant(value);
  return BLOBS.includes(known as number) ? textOf(value) : value;
};
