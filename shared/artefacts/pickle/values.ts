import type { Role } from './allowed-names.ts';

/**
 * What a pickle would make, as far as judging it needs: small things as they are, large things by kind and length.
 * Nothing is ever made for real.
 */
export type Value = number | bigint | string | boolean | null | Plain | Bytes | Tuple | List | Dict | Global | Instance;

/** A value whose content does not matter: a float, a text too long for a name, a set. */
export interface Plain {
  readonly kind: 'float' | 'text' | 'long' | 'set';
}
interface Bytes {
  readonly kind: 'bytes';
  /** -1 when not known. */
  readonly length: number;
}
export interface Tuple {
  readonly kind: 'tuple';
  readonly items: readonly Value[];
  readonly depth: number;
  /** Whether the names inside were judged as values. */
  settled: boolean;
}
export interface List {
  readonly kind: 'list';
  /** The first ones. */
  readonly items: Value[];
  length: number;
  depth: number;
}
export interface Dict {
  readonly kind: 'dict';
  /** The first ones whose keys are texts. */
  readonly entries: Map<string, Value>;
  /** Keys that would replace a method when the dictionary becomes an object's attributes. */
  special: string[];
  /** Whether a key is an object, which may be equal to any text. */
  strangeKeys: boolean;
  length: number;
  depth: number;
}
export interface Global {
  readonly kind: 'global';
  readonly module: string;
  readonly name: string;
  /** Empty when the name is not allowed, which was said already. */
  readonly roles: readonly Role[];
}
export interface Instance {
  readonly kind: 'instance';
  /** `module.name` of what made it; empty when that was refused. */
  readonly of: string;
  readonly by: 'call' | 'new' | 'refused' | 'storage';
  readonly args: Value;
  state?: Value;
  depth: number;
}

export const FLOAT: Plain = { kind: 'float' };
export const TEXT: Plain = { kind: 'text' };
export const LONG: Plain = { kind: 'long' };
export const SET: Plain = { kind: 'set' };

/** Items and entries that a list or dictionary keeps. */
export const KEPT = 4096;

export const isKind = <K extends Exclude<Value, number | bigint | string | boolean | null>['kind']>(
  value: Value | undefined,
  kind: K,
): value is Extract<Exclude<Value, number | bigint | string | boolean | null>, { kind: K }> =>
  typeof value === 'object' && value !== null && value.kind === kind;

export const depthOf = (value: Value | undefined): number =>
  typeof value === 'object' && value !== null && 'depth' in value ? value.depth : 0;

/** Bytes that a symbol takes, roughly. */
export const costOf = (value: Value): number => {
  if (typeof value === 'string') return 32 + 2 * value.length;
  if (typeof value !== 'object' || value === null) return 0;
  if (value.kind === 'tuple') return 64 + 8 * value.items.length;
  return value.kind === 'dict' ? 320 : 128;
};

/** A count that a shape or a size can be. */
export const isCount = (value: Value | undefined, most = 2 ** 40): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
