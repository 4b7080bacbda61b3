import { type Cell, categoryOf, keepsShape } from './cells.ts';
import type { CategoryCounts, FeatureShape } from './schema.ts';

/** Counts the values of a categorical column: those known beforehand, and new ones while there is room. */
export interface CategoryCounter {
  add(cell: Cell): void;
  /** Where a value is tallied, making a place for a new one; `undefined` stands for a missing value. */
  slotOf(value: string | undefined): number;
  /** The same without making a place; none for a new value that there is still room for. */
  settledSlotOf(value: string | undefined): number | undefined;
  /** One more value in each of these slots. */
  addSlots(slots: Float64Array, from: number, to: number): void;
  /** So many more values in a slot. */
  addTimes(slot: number, times: number): void;
  /** How many figures `pour` gives. */
  readonly figures: number;
  /** Hands over what was counted and begins anew: figures into `into` from `at` on, and the new values with their counts. */
  pour(into: Float64Array, at: number): [string, number][];
  /** Adds what another counter of the same column poured out. */
  take(from: Float64Array, at: number, unseen: readonly (readonly [string, number])[]): void;
  counts(): CategoryCounts;
}

/** Tallies that are no value's own: of those beyond the room, by whether they keep the shape, and of the missing ones. */
const REST = 3;

/** `room` is how many distinct values are told apart, the known ones included; the rest count together. */
export const categoryCounter = (shape: FeatureShape, known: readonly string[], room: number): CategoryCounter => {
  const fits = keepsShape(shape);
  const slots = new Map([...new Set(known)].map((value, i) => [value, i]));
  const knownSlots = slots.size;
  const unseen: string[] = [];
  const most = Math.max(room, knownSlots);
  const [others, otherInvalid, missing] = [most, most + 1, most + 2];
  const tally = new Float64Array(most + REST);
  const settledSlotOf = (value: string | undefined): number | undefined => {
    if (value === undefined) return missing;
    const slot = slots.get(value);
    if (slot !== undefined) return slot;
    return slots.size < most ? undefined : fits(value) ? others : otherInvalid;
  };
  const slotOf = (value: string | undefined): number => {
    const settled = settledSlotOf(value);
    if (settled !== undefined) return settled;
    slots.set(value as string, slots.size);
    unseen.push(value as string);
    return slots.size - 1;
  };
  return {
    add(cell) {
      const slot = slotOf(categoryOf(cell));
      tally[slot] = (tally[slot] as number) + 1;
    },
    slotOf,
    settledSlotOf,
    addSlots(filled, from, to) {
      for (let i = from; i < to; i++) {
        const slot = filled[i] as number;
        tally[slot] = (tally[slot] as number) + 1;
      }
    },
    addTimes(slot, times) {
      tally[slot] = (tally[slot] as number) + times;
    },
    figures: REST + knownSlots,
    pour(into, at) {
      into.set(tally.subarray(most), at);
      into.set(tally.subarray(0, knownSlots), at + REST);
      const counted = unseen.map((value, i): [string, number] => [value, tally[knownSlots + i] as number]);
      tally.fill(0, 0, slots.size);
      tally.fill(0, most);
      for (const value of unseen.splice(0)) slots.delete(value);
      return counted.filter(([, count]) => count > 0);
    },
    take(from, at, added) {
      for (let i = 0; i < REST; i++) tally[most + i] = (tally[most + i] as number) + (from[at + i] as number);
      for (let slot = 0; slot < knownSlots; slot++)
        tally[slot] = (tally[slot] as number) + (from[at + REST + slot] as number);
      for (const [value, count] of added) {
        const slot = slotOf(value);
        tally[slot] = (tally[slot] as number) + count;
      }
    },
    counts() {
      const seen = [...slots].map(([value, slot]): [string, number] => [value, tally[slot] as number]);
      const rest = (tally[others] as number) + (tally[otherInvalid] as number);
      const present = seen.reduce((sum, [, count]) => sum + count, rest);
      const invalid = seen.reduce(
        (sum, [value, count]) => sum + (fits(value) ? 0 : count),
        tally[otherInvalid] as number,
      );
      return {
        kind: 'category',
        name: shape.name,
        rows: present + (tally[missing] as number),
        present,
        missing: tally[missing] as number,
        invalid,
        counts: seen.filter(([, count]) => count > 0),
        others: rest,
      };
    },
  };
};
