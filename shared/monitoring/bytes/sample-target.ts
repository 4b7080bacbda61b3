import { sortNumbers } from '../../statistics/sort-numbers.ts';
import { type CategoryCounter, categoryCounter } from '../category-counter.ts';
import { type Cell, numberOf, type Row } from '../cells.ts';
import { bestEngine } from '../engine/best-engine.ts';
import { type NumericValues, profileOfValues } from '../numeric-profile.ts';
import { categoryProfile } from '../profile.ts';
import type { BaselineProfile, FeatureProfile, FeatureShape, Malformed } from '../schema.ts';
import { type RowTarget, rowTarget } from './row-target.ts';

/** Distinct values a category is kept apart by while a profile is made; the rest are identifiers and count together. */
const MOST_VALUES = 200_000;
const MOST_SAMPLES = 5;

export interface SampleTarget extends RowTarget {
  /** The profile of everything read; the values are sorted for it. */
  profile(model: string, version: string): BaselineProfile;
  /** The values of the numeric columns, the output's last; nothing for a category. */
  samples(): readonly (NumericValues | undefined)[];
  malformed(): Malformed;
}

/** Keeps the numbers of a file (eight bytes each) and counts its categories, for a profile or for exact distances. */
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
  let spare = new Float64Array(0);
  const room = (size: number): Float64Array => {
    if (spare.length < size) spare = new Float64Array(size);
    return spare;
  };
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
    samples() {
      target.block.flush();
      return columns.map((column) => (column.kind === 'numeric' ? column.sample(room) : undefined));
    },
    malformed: () => malformed,
  };
};

interface NumberColumn {
  readonly kind: 'numeric';
  add(cell: Cell): void;
  addValues(values: Float64Array, from: number, to: number): void;
  /** Sorts with room for as many numbers. */
  sample(room: (size: number) => Float64Array): NumericValues;
}

const numberColumn = (): NumberColumn => {
  let values = new Float64Array(1024);
  let [size, missing, unusable, sorted] = [0, 0, 0, true];
  const push = (x: number): void => {
    if (size === values.length) {
      const larger = new Float64Array(2 * size);
      larger.set(values);
      values = larger;
    }
    values[size++] = x;
    sorted = false;
  };
  return {
    kind: 'numeric',
    add(cell) {
      const x = numberOf(cell);
      if (x === undefined) missing++;
      else if (Number.isNaN(x)) unusable++;
      else push(x);
    },
    addValues(block, from, to) {
      for (let i = from; i < to; i++) {
        const x = block[i] as number;
        if (x < Infinity) push(x);
        else if (x === Infinity) unusable++;
        else missing++;
      }
    },
    sample(room) {
      if (!sorted) sortNumbers(values.subarray(0, size), room(size));
      sorted = true;
      return { sorted: values.subarray(0, size), missing, unusable };
    },
  };
};
