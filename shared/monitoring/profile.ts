import { categoryOf, keepsShape, numberOf, type Row } from './cells.ts';
import { numericProfile } from './numeric-profile.ts';
import type { BaselineProfile, CategoryProfile, FeatureProfile, FeatureShape } from './schema.ts';

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

const columnProfile = (shape: FeatureShape, cells: readonly Row['output'][]): FeatureProfile =>
  shape.type === 'number' ? numericProfile(shape, cells.map(numberOf)) : categoryProfile(shape, cells.map(categoryOf));

const categoryProfile = (shape: FeatureShape, values: readonly (string | undefined)[]): CategoryProfile => {
  const fits = keepsShape(shape);
  const tally = new Map<string, number>();
  let [missing, invalid] = [0, 0];
  for (const value of values) {
    if (value === undefined) missing++;
    else {
      tally.set(value, (tally.get(value) ?? 0) + 1);
      if (!fits(value)) invalid++;
    }
  }
  const counts = [...tally].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return {
    kind: 'category',
    name: shape.name,
    rows: values.length,
    present: values.length - missing,
    missing,
    invalid,
    shape,
    counts: counts.slice(0, MOST_CATEGORIES),
    others: counts.slice(MOST_CATEGORIES).reduce((sum, [, count]) => sum + count, 0),
  };
};
