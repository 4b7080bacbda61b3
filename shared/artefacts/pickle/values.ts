import type { Features } from '../notebook.ts';
import type { Role } from './allowed-names.ts';
import type { Element } from './dtype.ts';
import type { Store } from './store.ts';
import type { ValueSymbol } from './symbols.ts';

/**
 * What a pickle would make, as far as judging it needs: small things as they are, large things by kind and length.
 * Nothing is ever made for real. The machine itself keeps symbols for them; these are made of a symbol to be looked at.
 */
export type Value = number | bigint | string | boolean | null | Plain | Bytes | Sequence | Global | Instance;

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
/** What contains others, by its symbol. */
export interface Sequence<Kind extends 'tuple' | 'list' | 'dict' = 'tuple' | 'list' | 'dict'> {
  readonly kind: Kind;
  readonly symbol: ValueSymbol;
  readonly symbols: Symbols;
}
export type Tuple = Sequence<'tuple'>;
export type Dict = Sequence<'dict'>;

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

/** Where symbols keep what does not fit into them; the few values that have no symbol of their own are kept as they are. */
export type Symbols = Store<Exclude<Value, Sequence>>;

export const FLOAT: Plain = { kind: 'float' };
export const TEXT: Plain = { kind: 'text' };
export const LONG: Plain = { kind: 'long' };
export const SET: Plain = { kind: 'set' };

/** Items and entries that a list or dictionary keeps. */
export const KEPT = 4096;

type Kinds = Exclude<Value, number | bigint | string | boolean | null>;
type OfKind<K extends Kinds['kind']> = K extends 'tuple' | 'list' | 'dict' ? Sequence<K> : Extract<Kinds, { kind: K }>;

export const isKind = <K extends Kinds['kind']>(value: Value | undefined, kind: K): value is OfKind<K> & Value =>
  typeof value === 'object' && value !== null && value.kind === kind;

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
