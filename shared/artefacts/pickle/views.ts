import { countOf, itemOf, lengthOf, sequenceDepth } from './sequences.ts';
import { keepText, keepWide, textBytes, wideNumber } from './store.ts';
import { isSmall, numberOf, placeOf, smallNumber, symbolAt, Tag, tagOf, type ValueSymbol } from './symbols.ts';
import { type Dict, FLOAT, isKind, LONG, SET, type Sequence, type Symbols, TEXT, type Value } from './values.ts';

const constants: readonly (Value | undefined)[] = [undefined, null, true, false, FLOAT, TEXT, LONG, SET];
const symbolOfConstant = new Map(constants.map((value, i) => [value, symbolAt(Tag.constant, i)] as const));
const kinds = { [Tag.flat]: 'tuple', [Tag.tuple]: 'tuple', [Tag.list]: 'list', [Tag.dict]: 'dict' } as const;

/** The symbol of a value that is the same everywhere. */
export const constantSymbol = (value: Value): ValueSymbol => symbolOfConstant.get(value) as ValueSymbol;

export const symbolOf = (symbols: Symbols, value: Value): ValueSymbol => {
  if (typeof value === 'number') return numberSymbol(symbols, value);
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) === value)
    return keepWide(symbols, Number(BigInt.asIntN(32, value)), Number(value >> 32n));
  if (isKind(value, 'bytes') && value.length >= 0 && value.length < LONG_BYTES && !value.columns)
    return symbolAt(Tag.bytes, value.length);
  const known = symbolOfConstant.get(value);
  if (known !== undefined) return known;
  if (isSequence(value)) return value.symbol;
  if (typeof value === 'string') {
    if (value.isWellFormed()) return keepText(symbols, Buffer.from(value), 0, Buffer.byteLength(value));
    symbols.elsewhere += 2 * value.length;
  }
  symbols.elsewhere += OTHER;
  return symbolAt(isKind(value, 'global') ? Tag.global : Tag.other, symbols.others.push(value) - 1);
};

/** What a value takes that is kept as it is, at least. */
const OTHER = 32;

/** Bytes of this length have no symbol of their own. */
const LONG_BYTES = 2 ** 28;

const numberSymbol = (symbols: Symbols, value: number): ValueSymbol => {
  if (isSmall(value)) return smallNumber(value);
  const high = Math.floor(value / 2 ** 32);
  return keepWide(symbols, (value - high * 2 ** 32) | 0, high);
};

/** What a text takes that was made of its bytes, beside its letters. */
const DECODED = 64;

const textBehind = (symbols: Symbols, symbol: ValueSymbol): string => {
  const known = symbols.texts.get(symbol);
  if (known !== undefined) return known;
  const text = textBytes(symbols, symbol).toString('utf8');
  symbols.texts.set(symbol, text);
  symbols.elsewhere += DECODED + 2 * text.length;
  return text;
};

export const valueBehind = (symbols: Symbols, symbol: ValueSymbol): Value => {
  const tag = tagOf(symbol);
  if (tag === Tag.constant) return constants[placeOf(symbol)] as Value;
  if (tag === Tag.number) return numberOf(symbol);
  if (tag === Tag.wide) return wideNumber(symbols, symbol);
  if (tag === Tag.text) return textBehind(symbols, symbol);
  if (tag === Tag.bytes) return { kind: 'bytes', length: placeOf(symbol) };
  if (tag === Tag.other || tag === Tag.global) return symbols.others[placeOf(symbol)] as Value;
  return { kind: kinds[tag as keyof typeof kinds], symbol, symbols };
};

const isSequence = (value: Value | undefined): value is Sequence =>
  isKind(value, 'tuple') || isKind(value, 'list') || isKind(value, 'dict');

/** So many items of a tuple at most, `undefined` when it is none. */
export const itemsOf = (value: Value | undefined, most: number): readonly Value[] | undefined =>
  isKind(value, 'tuple') ? kept(value, most) : undefined;

/** Items that a list keeps; keys and values that a dictionary keeps: the first ones whose keys are texts. */
export const kept = (sequence: Sequence, most = Number.POSITIVE_INFINITY): readonly Value[] =>
  symbolsIn(sequence, most).map((symbol) => valueBehind(sequence.symbols, symbol));

/** The same, as symbols. */
export const symbolsIn = (sequence: Sequence, most = Number.POSITIVE_INFINITY): readonly ValueSymbol[] => {
  const { symbols, symbol } = sequence;
  const items: ValueSymbol[] = [];
  for (let i = 0; i < Math.min(most, sizeOf(sequence)); i++) items.push(itemOf(symbols, symbol, i));
  return items;
};

/** How many items a tuple has, or a list or a dictionary keeps. */
export const sizeOf = ({ symbols, symbol }: Sequence): number => countOf(symbols, symbol);

export const itemAt = (sequence: Sequence, i: number): Value | undefined =>
  i < sizeOf(sequence) ? valueBehind(sequence.symbols, itemOf(sequence.symbols, sequence.symbol, i)) : undefined;

/** Items of a list or entries of a dictionary, those that are not kept too. */
export const fullLength = ({ symbols, symbol }: Sequence<'list' | 'dict'>): number => lengthOf(symbols, symbol);

/** The value that a dictionary's text key, a whole one, has at the end. */
export const valueAt = (dict: Dict, key: string): Value | undefined => {
  const { symbols, symbol } = dict;
  const bytes = Buffer.from(key);
  for (let i = sizeOf(dict) - 2; i >= 0; i -= 2) {
    const found = itemOf(symbols, symbol, i);
    if (tagOf(found) === Tag.text && bytes.equals(textBytes(symbols, found))) return itemAt(dict, i + 1);
  }
  return undefined;
};

/** What the text keys of a dictionary lead to, as `valueAt` for all of them. */
export const entriesOf = (dict: Dict): ReadonlyMap<Value, ValueSymbol> => {
  const items = symbolsIn(dict);
  const entries = new Map<Value, ValueSymbol>();
  for (let i = 0; i < items.length; i += 2)
    entries.set(valueBehind(dict.symbols, items[i] as ValueSymbol), items[i + 1] as ValueSymbol);
  return entries;
};

export const depthOf = (value: Value | undefined): number => {
  if (isSequence(value)) return sequenceDepth(value.symbols, value.symbol);
  return isKind(value, 'instance') ? value.depth : 0;
};

export const symbolDepth = (symbols: Symbols, symbol: ValueSymbol): number => {
  const tag = tagOf(symbol);
  if (tag === Tag.flat) return 1;
  if (tag >= Tag.tuple) return sequenceDepth(symbols, symbol);
  return tag === Tag.other ? depthOf(symbols.others[placeOf(symbol)]) : 0;
};
