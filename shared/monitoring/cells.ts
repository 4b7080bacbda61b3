import type { FeatureShape } from './schema.ts';

/** One value of a row as it arrives: text from CSV, anything flat from JSON. */
export type Cell = string | number | boolean | null | undefined;

/** One row of traffic or of a baseline. Either half may be missing. */
export interface Row {
  /** In the order the model reads its features. */
  readonly inputs?: readonly Cell[];
  readonly output?: Cell;
}

/** Longer category values are cut: they are identifiers or attacks, and would fill the profile. */
const LONGEST_CATEGORY = 128;
const ABSENT = /^(nan|null|none|na|n\/a)?$/i;

/** A number, `undefined` for a missing value, NaN for something that is no number. */
export const numberOf = (cell: Cell): number | undefined => {
  if (typeof cell === 'number') return Number.isNaN(cell) ? undefined : finite(cell);
  if (typeof cell === 'boolean') return Number(cell);
  const text = cell?.trim() ?? '';
  return ABSENT.test(text) ? undefined : finite(Number(text));
};

/** A category, `undefined` for a missing value. Words such as "none" are values here. */
export const categoryOf = (cell: Cell): string | undefined => {
  if (cell === null || cell === undefined) return undefined;
  const text = typeof cell === 'string' ? cell.trim() : String(cell);
  return text === '' ? undefined : text.slice(0, LONGEST_CATEGORY);
};

/** Whether a value keeps the declared range or list. */
export const keepsShape = (shape: FeatureShape): ((value: number | string) => boolean) => {
  if (shape.type === 'number') {
    const { min = -Infinity, max = Infinity } = shape;
    return (value) => typeof value === 'number' && value >= min && value <= max;
  }
  const values = shape.values && new Set(shape.values);
  return (value) => values?.has(String(value)) ?? true;
};

// Infinite values cannot be summed or drawn; they break the shape like text does.
const finite = (value: number): number => (Number.isFinite(value) ? value : Number.NaN);
