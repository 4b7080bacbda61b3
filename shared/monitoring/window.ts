import type { CategoryCounter } from './category-counter.ts';
import type { Row } from './cells.ts';
import type { Engine } from './engine/engine.ts';
import { typescriptEngine } from './engine/typescript-engine.ts';
import { type NumericCounter, numericCounter } from './numeric-counter.ts';
import type { BaselineProfile, FeatureProfile, Malformed, WindowCounts } from './schema.ts';
import { type UnitCounts, type WindowSum, windowCategories, windowSum } from './window-sum.ts';

const MOST_SAMPLES = 5;

type ColumnCounter =
  | ({ readonly kind: 'numeric' } & NumericCounter)
  | ({ readonly kind: 'category' } & CategoryCounter);

/** Takes rows one by one and keeps only counts. */
export interface WindowCounter {
  add(row: Row): void;
  addMalformed(reason: string, eventId?: string): void;
  /** The counters of the columns, and how to say that so many rows went straight into them. */
  readonly features: readonly ColumnCounter[];
  readonly prediction?: ColumnCounter;
  addedRows(count: number): void;
  /** Says that so many of the rows, other than one, came in one record. */
  addedRecord(rows: number): void;
  /** Hands over what was counted since the last time; `figures` of an earlier unit may be used again. */
  unit(figures?: UnitCounts['figures']): UnitCounts;
  /** All that was counted and not handed over. */
  counts(): WindowCounts;
}

export const windowCounter = (
  profile: BaselineProfile,
  engine: Pick<Engine, 'bins'> = typescriptEngine(),
): WindowCounter => {
  const features = profile.features.map((feature) => columnCounter(feature, engine));
  const prediction = profile.prediction && columnCounter(profile.prediction, engine);
  const columns = [...features, ...(prediction ? [prediction] : [])];
  const size = columns.reduce((sum, column) => sum + column.figures, 0);
  let samples: Malformed['samples'] = [];
  // Records beyond one for each row: below zero where records hold several.
  let [rows, malformed, beyond] = [0, 0, 0];
  let sum: WindowSum | undefined;

  const unit = (figures: UnitCounts['figures'] = new Float64Array(size)): UnitCounts => {
    let at = 0;
    const unseen = columns.map((column) => {
      const poured = column.pour(figures, at);
      at += column.figures;
      return poured ?? [];
    });
    const counted = { rows, beyond, malformed: { count: malformed, samples }, figures, unseen };
    [rows, malformed, beyond, samples] = [0, 0, 0, []];
    return counted;
  };

  return {
    features,
    prediction,
    add({ inputs, output }) {
      rows++;
      if (inputs) for (let i = 0; i < features.length; i++) features[i]?.add(inputs[i]);
      if (output !== undefined) prediction?.add(output);
    },
    addMalformed(reason, eventId) {
      malformed++;
      if (samples.length < MOST_SAMPLES) samples.push({ reason, ...(eventId && { eventId }) });
    },
    addedRows(count) {
      rows += count;
    },
    addedRecord(count) {
      beyond += 1 - count;
    },
    unit,
    counts() {
      sum ??= windowSum(profile);
      sum.add(unit());
      return sum.counts();
    },
  };
};

const columnCounter = (profile: FeatureProfile, engine: Pick<Engine, 'bins'>): ColumnCounter =>
  profile.kind === 'numeric'
    ? { kind: 'numeric', ...numericCounter(profile, engine) }
    : { kind: 'category', ...windowCategories(profile) };
