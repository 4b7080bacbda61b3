/**
 * Stands for a value in the stack machine: what kind of value in the lowest bits; above them a small number itself, or
 * where the rest lies. Opcodes come by the million: as plain numbers, their values cost the garbage collector nothing.
 */
export type ValueSymbol = number;

const TAG_BITS = 4;
const TAG_MASK = 2 ** TAG_BITS - 1;

/**
 * Kinds of symbols. Up to `bytes` they neither contain anything nor name anything to import; a flat tuple contains only
 * such: how deep it is, and that there are no names in it to judge, its tag alone says. What is above the tag: of a
 * number its value, of bytes their length, of a wide number, a text and what contains others a place in the store, of
 * the rest a number in a table.
 */
export const Tag = {
  constant: 0,
  number: 1,
  wide: 2,
  text: 3,
  bytes: 4,
  flat: 5,
  other: 6,
  global: 7,
  tuple: 8,
  list: 9,
  dict: 10,
} as const;

export const tagOf = (symbol: ValueSymbol): number => symbol & TAG_MASK;
export const symbolAt = (tag: number, at: number): ValueSymbol => (at << TAG_BITS) | tag;
export const placeOf = (symbol: ValueSymbol): number => symbol >>> TAG_BITS;
export const isPlain = (symbol: ValueSymbol): boolean => (symbol & TAG_MASK) <= Tag.bytes;

/** No symbol, where one may be missing: no constant has the number 0. */
export const NOTHING: ValueSymbol = 0;

/** Whether a whole number of 32 bits fits into a symbol. */
export const isSmall = (value: number): boolean => (value << TAG_BITS) >> TAG_BITS === value;
export const smallNumber = (value: number): ValueSymbol => (value << TAG_BITS) | Tag.number;
export const numberOf = (symbol: ValueSymbol): number => symbol >> TAG_BITS;
