import { categoryCounter } from './category-counter.ts';
import { numberOf, type Row } from './cells.ts';
import { numericProfile } from './numeric-profile.ts';
import type { BaselineProfile, CategoryCounts, CategoryProfile, FeatureProfile, FeatureShape } from './schema.ts';

/** More distinct values than this make a column of identifiers; the rarest count together. */
const MOST_CATEGORIES = 1000;

export interface ProfileInput {
  readonly model: string;
  readonly version: string;
  readonly inputs: readonly FeatureShape[];
  /** Shape of the score or predicted class; leave out when the model was not asked. */
  readonly output?: FeatureShape;
  readonly classes?: readonly string[];
  readonly rows: readonly Row[];
}

/** Summarises the rows a version is released on, so that no later check needs them again. */
export const profileOf = ({ model, version, inputs, output, classes, rows }: ProfileInput): BaselineProfile => ({
  format: 'slipway/profile/v1',
  model,
  version,
  rows: rows.length,
  features: inputs.map((shape, i) =>
    columnProfile(
      shape,
      rows.map((row) => row.inputs?.[i]),
    ),
  ),
  ...(output && {
    prediction: columnProfile(
      output,
      rows.map((row) => row.output),
    ),
  }),
  ...(classes && { classes: [...classes] }),
});

const columnProfile = (shape: FeatureShape, cells: readonly Row['output'][]): FeatureProfile => {
  if (shape.type === 'number') return numericProfile(shape, cells.map(numberOf));
  const counter = categoryCounter(shape, [], cells.length);
  for (const cell of cells) counter.add(cell);
  return categoryProfile(shape, counter.counts());
};

/** Profile of a categorical column from its counts: the most frequent values first, the rarest together. */
export const categoryProfile = (
  shape: FeatureShape,
  { counts, others, ...tallies }: CategoryCounts,
): CategoryProfile => {
  const ordered = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return {
    ...tallies,
    shape,
    counts: ordered.slice(0, MOST_CATEGORIES),
    others: ordered.slice(MOST_CATEGORIES).reduce((sum, [, count]) => sum + count, others),
  };
};
