import { type CategoryCounter, categoryCounter } from './category-counter.ts';
import { numericSum } from './numeric-sum.ts';
import type { BaselineProfile, CategoryProfile, FeatureProfile, Malformed, WindowCounts } from './schema.ts';

/** What was counted of one unit of a window: figures of all columns in one list, which threads can hand to each other. */
export interface UnitCounts {
  readonly rows: number;
  /** Records beyond one for each row: below zero where records hold several. */
  readonly beyond: number;
  readonly malformed: Malformed;
  /** Column after column, the output last, as their counters pour them out. */
  readonly figures: Float64Array;
  /** New categories of each column with their counts, in the order in which they were met; of a number none. */
  readonly unseen: readonly (readonly (readonly [string, number])[])[];
}

/**
 * Adds up units. What comes out depends on the units and their order alone, to the last bit: not on who counted them, nor
 * on what they counted before.
 */
export interface WindowSum {
  /** How many figures a unit has. */
  readonly figures: number;
  add(unit: UnitCounts): void;
  counts(): WindowCounts;
}

/** Distinct unseen values that a unit, and a window, remembers; a hostile or id-like column must not fill memory. */
const MOST_UNSEEN = 1000;
const MOST_SAMPLES = 5;

export const windowSum = (profile: BaselineProfile): WindowSum => {
  const features = profile.features.map(columnSum);
  const prediction = profile.prediction && columnSum(profile.prediction);
  const columns = [...features, ...(prediction ? [prediction] : [])];
  const samples: Malformed['samples'] = [];
  let [rows, malformed, beyond] = [0, 0, 0];
  return {
    figures: columns.reduce((size, column) => size + column.figures, 0),
    add(unit) {
      rows += unit.rows;
      beyond += unit.beyond;
      malformed += unit.malformed.count;
      samples.push(...unit.malformed.samples.slice(0, MOST_SAMPLES - samples.length));
      let at = 0;
      for (const [i, column] of columns.entries()) {
        column.take(unit.figures, at, unit.unseen[i] ?? []);
        at += column.figures;
      }
    },
    counts: () => ({
      rows,
      ...(beyond !== 0 && { records: rows + beyond }),
      malformed: { count: malformed, samples: [...samples] },
      features: features.map((feature) => feature.counts()),
      ...(prediction && { prediction: prediction.counts() }),
    }),
  };
};

/** A counter for a column of categories: those of the profile, and room for new ones. */
export const windowCategories = ({ shape, counts }: CategoryProfile): CategoryCounter =>
  categoryCounter(
    shape,
    counts.map(([value]) => value),
    counts.length + MOST_UNSEEN,
  );

const columnSum = (profile: FeatureProfile) =>
  profile.kind === 'numeric' ? numericSum(profile) : windowCategories(profile);
