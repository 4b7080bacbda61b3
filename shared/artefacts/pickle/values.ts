import type { Features } from '../notebook.ts';
import type { Role } from './allowed-names.ts';
import type { Element } from './dtype.ts';

/**
 * What a pickle would make, as far as judging it needs: small things as they are, large things by kind and length.
 * Nothing is ever made for real.
 */
export type Value = number | bigint | string | boolean | null | Plain | Bytes | Tuple | List | Dict | Global | Instance;

/** A value whose content does not matter: a float, a text too long for a name, a set. */
export interface Plain {
  readonly kind: 'float' | 'text' | 'long' | 'set';
  /** What the booster reads that a long text holds. */
  readonly columns?: Features;
}
interface Bytes {
  readonly kind: 'bytes';
  /** -1 when not known. */
  readonly length: number;
  /** What the booster reads that lies in them. */
  readonly columns?: Features;
}
/**
 * A tuple is its items behind a number, twice the depth, and one more once the names inside were judged as values: of the
 * many symbols of a large pickle these are the most.
 */
export interface Tuple extends ReadonlyArray<Value> {
  readonly kind?: undefined;
}
export interface List {
  readonly kind: 'list';
  /** The first ones. */
  items: readonly Value[];
  length: number;
  depth: number;
}
export interface Dict {
  readonly kind: 'dict';
  /** Key, value, key, value: the first ones whose keys are texts. */
  entries: readonly Value[];
  /** Keys that would replace a method when the dictionary becomes an object's attributes. */
  special: readonly string[];
  /** Whether a key is an object, which may be equal to any text. */
  strangeKeys: boolean;
  length: number;
  depth: number;
}
export interface Global {
  readonly kind: 'global';
  readonly module: string;
  readonly name: string;
  /** `module.name`, by the module's name in Python 3. */
  readonly of: string;
  /** Empty when the name is not allowed, which was said already. */
  readonly roles: readonly Role[];
  readonly uses: Record<Role | 'refused', number>;
}
export interface Instance {
  readonly kind: 'instance';
  /** `module.name` of what made it; empty when that was refused. */
  readonly of: string;
  readonly by: 'call' | 'new' | 'refused' | 'storage';
  readonly args: Value;
  state: Value | undefined;
  depth: number;
  /** What an element takes that this describes, once it was asked; `null` when it was not understood. */
  element: Element | null | undefined;
}

export const FLOAT: Plain = { kind: 'float' };
export const TEXT: Plain = { kind: 'text' };
export const LONG: Plain = { kind: 'long' };
export const SET: Plain = { kind: 'set' };

/** Items and entries that a list or dictionary keeps. */
export const KEPT = 4096;

type Symbols = Exclude<Value, number | bigint | string | boolean | null | Tuple>;

export const isKind = <K extends Symbols['kind']>(
  value: Value | undefined,
  kind: K,
): value is Extract<Symbols, { kind: K }> => typeof value === 'object' && value !== null && value.kind === kind;

export const isTuple = (value: Value | undefined): value is Tuple => Array.isArray(value);

/** More items than any shape, state or call has: where they matter, no more are looked at. */
const LOOKED_AT = 1000;

/** Items of a tuple, `undefined` when it is none. */
export const itemsOf = (value: Value | undefined): readonly Value[] | undefined =>
  isTuple(value) ? value.slice(1, LOOKED_AT + 2) : undefined;

/** The value that a dictionary's text key has at the end. */
export const valueAt = ({ entries }: Dict, key: string): Value | undefined => {
  for (let i = entries.length - 2; i >= 0; i -= 2) if (entries[i] === key) return entries[i + 1];
  return undefined;
};

export const depthOf = (value: Value | undefined): number => {
  if (typeof value !== 'object' || value === null) return 0;
  if (isTuple(value)) return (value[0] as number) >> 1;
  return 'depth' in value ? value.depth : 0;
};

/** An instance in whose state nothing stands yet. */
export const instance = (of: string, by: Instance['by'], args: Value, depth = 1): Instance => ({
  kind: 'instance',
  of,
  by,
  args,
  state: undefined,
  depth,
  element: undefined,
});

/** A count that a shape or a size can be. */
export const isCount = (value: Value | undefined, most = 2 ** 40): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
