import { NOTHING, placeOf, symbolAt, Tag, type ValueSymbol } from './symbols.ts';

const CHUNK_BITS = 14;
/** Words of a chunk but the first; what is longer than a quarter of it gets one of its own. */
const CHUNK = 2 ** CHUNK_BITS;
const LONG = CHUNK / 4;
/** Most pickles of an archive are small. */
const FIRST_CHUNK = 256;

interface Chunk {
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
}

/**
 * Where symbols keep what does not fit into them: texts, tuples, lists and dictionaries as words of 32 bits, in chunks
 * that never move, so that growing copies nothing. Nothing is given back: a limit says how much may come. Of a place the
 * lower bits are the word in its chunk.
 */
export interface Store<Other> extends Chunk {
  readonly chunks: Chunk[];
  /** The chunk that is being filled, the place of its first word, and the first of its words that is free. */
  words: Int32Array;
  bytes: Uint8Array;
  base: number;
  free: number;
  /** Words of the other chunks. */
  before: number;
  /** What all this and what is kept elsewhere takes, in bytes, as far as the notebook was told; and what is kept elsewhere. */
  told: number;
  elsewhere: number;
  /** Opcodes told to the notebook, and how often what others made was looked at. */
  steps: number;
  looked: number;
  /** The few values that are kept as they are. */
  readonly others: Other[];
  /** Keys that would replace a method, by the symbol of their dictionary. */
  readonly special: Map<ValueSymbol, readonly string[]>;
  /** Texts that were looked at: an opcode of two bytes can have them looked at again. */
  readonly texts: Map<ValueSymbol, string>;
}

const newChunk = (length: number): Chunk => {
  const words = new Int32Array(length);
  return { words, bytes: new Uint8Array(words.buffer) };
};

export const emptyStore = <Other>(): Store<Other> => {
  const first = newChunk(FIRST_CHUNK);
  return {
    ...first,
    chunks: [first],
    base: 0,
    free: 0,
    before: 0,
    told: 0,
    elsewhere: 0,
    steps: 0,
    looked: 0,
    others: [],
    special: new Map(),
    texts: new Map(),
  };
};

/** Bytes that the store takes. */
export const sizeOfStore = ({ before, free, elsewhere }: Store<unknown>): number => 4 * (before + free) + elsewhere;

/** Makes room for words, which may hold anything; answers their place. */
export const room = (store: Store<unknown>, count: number): number => {
  if (store.free + count > store.words.length && !beginChunk(store, count)) return ownChunk(store, count);
  const at = store.base + store.free;
  store.free += count;
  return at;
};

const beginChunk = (store: Store<unknown>, count: number): boolean => {
  if (count > LONG) return false;
  const chunk = newChunk(CHUNK);
  store.before += store.words.length;
  store.base = (store.chunks.push(chunk) - 1) << CHUNK_BITS;
  store.words = chunk.words;
  store.bytes = chunk.bytes;
  store.free = 0;
  return true;
};

const ownChunk = (store: Store<unknown>, count: number): number => {
  store.before += count;
  return (store.chunks.push(newChunk(count)) - 1) << CHUNK_BITS;
};

/** The words among which something lies, from `offsetAt` on. */
export const wordsAt = (store: Store<unknown>, at: number): Int32Array =>
  (store.chunks[at >>> CHUNK_BITS] as Chunk).words;
export const offsetAt = (at: number): number => at & (CHUNK - 1);

/** A text is its length in bytes, and these, which are UTF-8 without fault. */
export const keepText = (store: Store<unknown>, from: Buffer, start: number, length: number): ValueSymbol => {
  const at = room(store, 1 + ((length + 3) >> 2));
  const { words, bytes } = store.chunks[at >>> CHUNK_BITS] as Chunk;
  words[offsetAt(at)] = length;
  from.copy(bytes, 4 * offsetAt(at) + 4, start, start + length);
  return symbolAt(Tag.text, at);
};

/** The same for a short one; nothing is kept when it is not ASCII, or when the chunk is full. */
export const keepAscii = (store: Store<unknown>, from: Buffer, start: number, length: number): ValueSymbol => {
  const { words, bytes, free } = store;
  const next = free + 1 + ((length + 3) >> 2);
  if (next > words.length) return NOTHING;
  const to = 4 * free + 4;
  let all = 0;
  for (let i = 0; i < length; i++) {
    const byte = from[start + i] as number;
    all |= byte;
    bytes[to + i] = byte;
  }
  if (all > 0x7f) return NOTHING;
  words[free] = length;
  store.free = next;
  return symbolAt(Tag.text, store.base + free);
};

/** The bytes of a text. */
export const textBytes = (store: Store<unknown>, text: ValueSymbol): Buffer => {
  const at = placeOf(text);
  const first = 4 * offsetAt(at) + 4;
  const words = wordsAt(store, at);
  return Buffer.from(words.buffer, first, words[offsetAt(at)]);
};

/** Nothing of an empty text: what stands there then is chance. */
export const firstByte = (store: Store<unknown>, text: ValueSymbol): number => {
  const at = placeOf(text);
  const { words, bytes } = store.chunks[at >>> CHUNK_BITS] as Chunk;
  const offset = offsetAt(at);
  return words[offset] === 0 ? 0 : (bytes[4 * offset + 4] as number);
};

/** Keeps a whole number of up to 64 bits, the lower ones first. */
export const keepWide = (store: Store<unknown>, low: number, high: number): ValueSymbol => {
  const at = room(store, 2);
  const words = wordsAt(store, at);
  words[offsetAt(at)] = low;
  words[offsetAt(at) + 1] = high;
  return symbolAt(Tag.wide, at);
};

export const wideNumber = (store: Store<unknown>, wide: ValueSymbol): number | bigint => {
  const at = placeOf(wide);
  const words = wordsAt(store, at);
  const [low, high] = [(words[offsetAt(at)] as number) >>> 0, words[offsetAt(at) + 1] as number];
  const value = high * 2 ** 32 + low;
  return Number.isSafeInteger(value) ? value : (BigInt(high) << 32n) + BigInt(low);
};
