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
  counts(): CategoryCounts;
}

/** `room` is how many distinct values are told apart, the known ones included; the rest count together. */
export const categoryCounter = (shape: FeatureShape, known: readonly string[], room: number): CategoryCounter => {
  const fits = keepsShape(shape);
  const slots = new Map(known.map((value, i) => [value, i]));
  const most = Math.max(room, slots.size);
  // After the values: those beyond the room, by whether they keep the shape, and the missing ones.
  const [others, otherInvalid, missing] = [most, most + 1, most + 2];
  const tally = new Uint32Array(most + 3);
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
