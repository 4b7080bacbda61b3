import { type CategoryCounter, categoryCounter } from './category-counter.ts';
import type { Row } from './cells.ts';
import type { Engine } from './engine/engine.ts';
import { typescriptEngine } from './engine/typescript-engine.ts';
import { type NumericCounter, numericCounter } from './numeric-counter.ts';
import type { BaselineProfile, FeatureProfile, Malformed, WindowCounts } from './schema.ts';

/** Distinct unseen values a window remembers; a hostile or id-like column must not fill memory. */
const MOST_UNSEEN = 1000;
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
  counts(): WindowCounts;
}

export const windowCounter = (
  profile: BaselineProfile,
  engine: Pick<Engine, 'bins'> = typescriptEngine(),
): WindowCounter => {
  const features = profile.features.map((feature) => columnCounter(feature, engine));
  const prediction = profile.prediction && columnCounter(profile.prediction, engine);
  const samples: Malformed['samples'] = [];
  // Records beyond one for each row: below zero where records hold several.
  let [rows, malformed, beyond] = [0, 0, 0];
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
    counts: () => ({
      rows,
      ...(beyond !== 0 && { records: rows + beyond }),
      malformed: { count: malformed, samples: [...samples] },
      features: features.map((feature) => feature.counts()),
      ...(prediction && { prediction: prediction.counts() }),
    }),
  };
};

const columnCounter = (profile: FeatureProfile, engine: Pick<Engine, 'bins'>): ColumnCounter => {
  if (profile.kind === 'numeric') return { kind: 'numeric', ...numericCounter(profile, engine) };
  const known = profile.counts.map(([value]) => value);
  return { kind: 'category', ...categoryCounter(profile.shape, known, known.length + MOST_UNSEEN) };
};
