import { type CategoryCounter, categoryCounter } from '../category-counter.ts';
import type { Row } from '../cells.ts';
import { bestEngine } from '../engine/best-engine.ts';
import { profileOfValues } from '../numeric-profile.ts';
import { categoryProfile } from '../profile.ts';
import type { BaselineProfile, FeatureProfile, FeatureShape, Malformed } from '../schema.ts';
import { type NumberColumn, numberColumn, sortingRoom } from './number-column.ts';
import { type RowTarget, rowTarget } from './row-target.ts';

/** Distinct values a category is kept apart by while a profile is made; the rest are identifiers and count together. */
const MOST_VALUES = 200_000;
const MOST_SAMPLES = 5;

export interface SampleTarget extends RowTarget {
  /** The profile of everything read; the values are sorted for it. */
  profile(model: string, version: string): BaselineProfile;
  /** The numeric columns with the values that they kept, the output's last; nothing for a category. */
  numbers(): readonly (NumberColumn | undefined)[];
  malformed(): Malformed;
}

/** Keeps the numbers of a file and counts its categories, for a profile or for exact distances. */
export const sampleTarget = (
  inputs: readonly FeatureShape[],
  output?: FeatureShape,
  classes?: readonly string[],
): SampleTarget => {
  const shapes = [...inputs, ...(output ? [output] : [])];
  const columns = shapes.map((shape) =>
    shape.type === 'number'
      ? numberColumn()
      : { kind: 'category' as const, ...categoryCounter(shape, [], MOST_VALUES) },
  );
  const room = sortingRoom();
  const malformed = { count: 0, samples: [] as Malformed['samples'] };
  let rows = 0;
  const names = { features: inputs.map(({ name }) => name), output: output?.name, classes };
  const counted = {
    add({ inputs: cells, output: answer }: Row) {
      rows++;
      if (cells) for (let i = 0; i < inputs.length; i++) columns[i]?.add(cells[i]);
      if (answer !== undefined && output) columns[inputs.length]?.add(answer);
    },
    addMalformed(reason: string, eventId?: string) {
      malformed.count++;
      if (malformed.samples.length < MOST_SAMPLES) malformed.samples.push({ reason, ...(eventId && { eventId }) });
    },
    addedRows(count: number) {
      rows += count;
    },
    addedRecord() {
      // A profile is of rows, however they came.
    },
  };
  const target = rowTarget(names, columns, counted, bestEngine({ columns: columns.length, edges: 0 }));
  const profileOf = (shape: FeatureShape, i: number): FeatureProfile => {
    const column = columns[i] as NumberColumn | CategoryCounter;
    return 'sample' in column ? profileOfValues(shape, column.sample(room)) : categoryProfile(shape, column.counts());
  };
  return {
    ...target,
    profile(model, version) {
      target.block.flush();
      const profiles = shapes.map(profileOf);
      return {
        format: 'slipway/profile/v1',
        model,
        version,
        rows,
        features: profiles.slice(0, inputs.length),
        ...(output && { prediction: profiles[inputs.length] }),
        ...(classes && { classes: [...classes] }),
      };
    },
    numbers() {
      target.block.flush();
      return columns.map((column) => (column.kind === 'numeric' ? column : undefined));
    },
    malformed: () => malformed,
  };
};
