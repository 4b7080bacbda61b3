import { offsetAt, room, type Store, wordsAt } from './store.ts';
import { isPlain, NOTHING, placeOf, symbolAt, Tag, tagOf, type ValueSymbol } from './symbols.ts';

/**
 * A tuple: how many items; these. One that is not flat has a word before: twice its depth, and one more once the names
 * inside were judged as values.
 */
const [HEAD, COUNT, FIRST] = [-1, 0, 1];
/**
 * A list or dictionary: its depth, its length, how many items are kept, for how many there is room, and where; whether a
 * key is an object.
 */
const [DEPTH, LENGTH, KEPT, ROOM, WHERE, STRANGE, SIZE] = [0, 1, 2, 3, 4, 5, 6];

type AnyStore = Store<unknown>;
const wordOf = (store: AnyStore, symbol: ValueSymbol, word: number): number => {
  const at = placeOf(symbol);
  return wordsAt(store, at)[offsetAt(at) + word] as number;
};
const setWord = (store: AnyStore, symbol: ValueSymbol, word: number, value: number): void => {
  const at = placeOf(symbol);
  wordsAt(store, at)[offsetAt(at) + word] = value;
};

/**
 * Makes a tuple of what stands between two places of the stack, when all of it is plain and the chunk has room. Nothing
 * is made otherwise.
 */
export const flatTuple = (store: AnyStore, stack: Int32Array, from: number, to: number): ValueSymbol => {
  const { words, free } = store;
  const next = free + FIRST + to - from;
  if (next > words.length) return NOTHING;
  words[free] = to - from;
  for (let i = from, word = free + FIRST; i < to; i++) {
    const item = stack[i] as ValueSymbol;
    if (!isPlain(item)) return NOTHING;
    words[word++] = item;
  }
  store.free = next;
  return symbolAt(Tag.flat, store.base + free);
};

/** Makes a tuple in which there may be tuples, lists, dictionaries, names or objects. */
export const deepTuple = (
  store: AnyStore,
  stack: Int32Array,
  from: number,
  to: number,
  depth: number,
  judged: boolean,
): ValueSymbol => {
  const at = room(store, FIRST - HEAD + to - from) - HEAD;
  const words = wordsAt(store, at);
  const offset = offsetAt(at);
  words[offset + HEAD] = 2 * depth + (judged ? 1 : 0);
  words[offset + COUNT] = to - from;
  for (let i = from, word = offset + FIRST; i < to; i++) words[word++] = stack[i] as ValueSymbol;
  return symbolAt(Tag.tuple, at);
};

const isTuple = (symbol: ValueSymbol): boolean => tagOf(symbol) === Tag.flat || tagOf(symbol) === Tag.tuple;

/** How deep a tuple that is not flat is, and whether the names in it were judged: the lowest bit says that. */
export const headOf = (store: AnyStore, tuple: ValueSymbol): number => wordOf(store, tuple, HEAD);
export const isJudged = (store: AnyStore, tuple: ValueSymbol): boolean => (headOf(store, tuple) & 1) === 1;
export const setJudged = (store: AnyStore, tuple: ValueSymbol): void =>
  setWord(store, tuple, HEAD, wordOf(store, tuple, HEAD) | 1);

export const newContainer = (store: AnyStore, tag: typeof Tag.list | typeof Tag.dict): ValueSymbol => {
  const at = room(store, SIZE);
  const words = wordsAt(store, at);
  const offset = offsetAt(at);
  words[offset + DEPTH] = 1;
  words[offset + LENGTH] = 0;
  words[offset + KEPT] = 0;
  words[offset + ROOM] = 0;
  words[offset + STRANGE] = 0;
  return symbolAt(tag, at);
};

/** Items of a tuple; items of a list, or keys and values of a dictionary with texts for keys, that are kept. */
export const countOf = (store: AnyStore, symbol: ValueSymbol): number =>
  wordOf(store, symbol, isTuple(symbol) ? COUNT : KEPT);
export const itemOf = (store: AnyStore, symbol: ValueSymbol, i: number): ValueSymbol => {
  if (isTuple(symbol)) return wordOf(store, symbol, FIRST + i);
  const where = wordOf(store, symbol, WHERE);
  return wordsAt(store, where)[offsetAt(where) + i] as ValueSymbol;
};

export const lengthOf = (store: AnyStore, container: ValueSymbol): number => wordOf(store, container, LENGTH);

export const hasStrangeKeys = (store: AnyStore, dict: ValueSymbol): boolean => wordOf(store, dict, STRANGE) === 1;
export const noteStrangeKey = (store: AnyStore, dict: ValueSymbol): void => setWord(store, dict, STRANGE, 1);

/** How deep a tuple, list or dictionary contains others. */
export const sequenceDepth = (store: AnyStore, symbol: ValueSymbol): number =>
  tagOf(symbol) === Tag.tuple
    ? wordOf(store, symbol, HEAD) >> 1
    : tagOf(symbol) === Tag.flat
      ? 1
      : wordOf(store, symbol, DEPTH);
export const setDepth = (store: AnyStore, container: ValueSymbol, depth: number): void =>
  setWord(store, container, DEPTH, depth);

/**
 * Lets a container take in what stands between two places of the stack, as so many items or entries: of these it keeps
 * the first ones, up to so many in all. One that grows gets a place of twice the room; the old one is lost.
 */
export const fill = (
  store: AnyStore,
  container: ValueSymbol,
  stack: Int32Array,
  from: number,
  to: number,
  length: number,
  most: number,
): void => {
  const at = placeOf(container);
  const head = wordsAt(store, at);
  const offset = offsetAt(at);
  const count = head[offset + KEPT] as number;
  const more = Math.min(to - from, most - count);
  head[offset + LENGTH] = (head[offset + LENGTH] as number) + length;
  if (more <= 0) return;
  if (count + more > (head[offset + ROOM] as number)) enlarge(store, head, offset, more);
  const where = head[offset + WHERE] as number;
  const words = wordsAt(store, where);
  for (let i = from, word = offsetAt(where) + count; i < from + more; i++) words[word++] = stack[i] as ValueSymbol;
  head[offset + KEPT] = count + more;
};

const enlarge = (store: AnyStore, head: Int32Array, offset: number, more: number): void => {
  const count = head[offset + KEPT] as number;
  const size = count === 0 ? more : Math.max(4, count + more, 2 * count);
  const where = room(store, size);
  if (count > 0) {
    const before = head[offset + WHERE] as number;
    const from = offsetAt(before);
    wordsAt(store, where).set(wordsAt(store, before).subarray(from, from + count), offsetAt(where));
  }
  head[offset + WHERE] = where;
  head[offset + ROOM] = size;
};
