import type { CategoryCounter } from '../category-counter.ts';
import { categoryOf } from '../cells.ts';
import { type Source, textOf } from './source.ts';

/** Answers that a cell must be read by the general path. */
export const REFUSED = -1;

/** Numbers for the categories of a column, found by the bytes of a cell without making its text again. */
export interface CellCodes {
  /** The same bytes have the same code; `hash` is any hash of them. Counts nothing, so the row may still be refused. */
  codeOf(source: Source, from: number, to: number, hash: number): number;
  /** The same for whoever has no hash. */
  codeOfCell(source: Source, from: number, to: number): number;
  /** Whether the answer is a code: the same bytes will have it again. */
  isCode(answer: number): boolean;
  /** Counts the values that these codes stand for; new ones get their places in the order of the rows. */
  count(codes: Float64Array, from: number, to: number): void;
  /** Its counter begins anew: codes stay as they are, slots do not. */
  forgetSlots(): void;
}

/** Longer cells and more distinct ones than this are looked up by their text. */
const LONGEST = 64;
const UNSETTLED = -1;

/** A code from here on is a slot already. */
const SLOTS = 2 ** 32;

export const cellCodes = (
  counter: Pick<CategoryCounter, 'slotOf' | 'settledSlotOf' | 'addTimes'>,
  most: number,
): CellCodes => {
  const texts: (string | undefined)[] = [];
  const slots: number[] = [];
  /** Codes whose slots may be others once the counter begins anew. */
  let fresh: number[] = [];
  let tallies = new Float64Array(512);
  /** Whether slots were given out in the place of codes since values were last counted. */
  let beyond = false;
  let table = new Int32Array(1024).fill(-1);
  let [hashes, begins, lengths] = [new Int32Array(512), new Int32Array(512), new Int32Array(512)];
  let [store, stored] = [new Uint8Array(8192), 0];

  const grow = (): void => {
    const size = texts.length * 2;
    [hashes, begins, lengths] = [larger(hashes, size), larger(begins, size), larger(lengths, size)];
    tallies = new Float64Array(size);
    table = new Int32Array(size * 2).fill(-1);
    for (let code = 0; code < texts.length; code++) {
      let at = place(hashes[code] as number, table.length - 1);
      while (table[at] !== -1) at = (at + 1) & (table.length - 1);
      table[at] = code;
    }
  };

  const learn = (source: Source, from: number, to: number, hash: number, at: number): number => {
    const text = categoryOf(textOf(source, from, to));
    if (texts.length >= most || to - from > LONGEST) {
      const slot = counter.settledSlotOf(text);
      if (slot === undefined) return REFUSED;
      beyond = true;
      return SLOTS + slot;
    }
    const code = texts.length;
    texts.push(text);
    slots.push(counter.settledSlotOf(text) ?? UNSETTLED);
    fresh.push(code);
    if (stored + to - from > store.length) {
      const longer = new Uint8Array(store.length * 2);
      longer.set(store);
      store = longer;
    }
    store.set(source.bytes.subarray(from, to), stored);
    [hashes[code], begins[code], lengths[code]] = [hash, stored, to - from];
    stored += to - from;
    table[at] = code;
    if (texts.length === hashes.length) grow();
    return code;
  };

  const codeOf = (source: Source, from: number, to: number, hash: number): number => {
    const { bytes } = source;
    const length = to - from;
    const mask = table.length - 1;
    let at = place(hash, mask);
    for (let code = table[at] as number; code !== -1; code = table[at] as number) {
      if (hashes[code] === hash && lengths[code] === length) {
        const begin = begins[code] as number;
        let i = 0;
        while (i < length && store[begin + i] === bytes[from + i]) i++;
        if (i === length) return code;
      }
      at = (at + 1) & mask;
    }
    return learn(source, from, to, hash, at);
  };

  const slotOf = (code: number): number => {
    const slot = slots[code] as number;
    if (slot !== UNSETTLED) return slot;
    const settled = counter.slotOf(texts[code]);
    slots[code] = settled;
    return settled;
  };

  const countApart = (codes: Float64Array, from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      const code = codes[i] as number;
      counter.addTimes(code >= SLOTS ? code - SLOTS : slotOf(code), 1);
    }
  };

  const countTogether = (codes: Float64Array, from: number, to: number): void => {
    const times = tallies;
    for (let i = from; i < to; i++) {
      const code = (codes[i] as number) | 0;
      times[code] = (times[code] as number) + 1;
    }
    const known = texts.length;
    let unsettled = false;
    for (let code = 0; code < known; code++) unsettled ||= times[code] !== 0 && slots[code] === UNSETTLED;
    if (unsettled) for (let i = from; i < to; i++) slotOf(codes[i] as number);
    for (let code = 0; code < known; code++) {
      if (times[code] === 0) continue;
      counter.addTimes(slots[code] as number, times[code] as number);
      times[code] = 0;
    }
  };

  return {
    codeOf,
    codeOfCell(source, from, to) {
      let hash = 0;
      for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + (source.bytes[at] as number)) | 0;
      return codeOf(source, from, to, hash);
    },
    isCode: (answer) => answer >= 0 && answer < SLOTS,
    count(codes, from, to) {
      if (beyond) countApart(codes, from, to);
      else countTogether(codes, from, to);
      beyond = false;
    },
    forgetSlots() {
      fresh = fresh.filter((code) => {
        const slot = counter.settledSlotOf(texts[code]);
        slots[code] = slot ?? UNSETTLED;
        return slot === undefined;
      });
    },
  };
};

const place = (hash: number, mask: number): number => (hash ^ (hash >>> 15)) & mask;

const larger = (values: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> => {
  const longer = new Int32Array(size);
  longer.set(values);
  return longer;
};
