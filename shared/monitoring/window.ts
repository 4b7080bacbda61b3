import { binOf } from '../statistics/quantile.ts';
import { categoryOf, keepsShape, numberOf, type Row } from './cells.ts';
import type {
  BaselineProfile,
  CategoryProfile,
  FeatureCounts,
  FeatureProfile,
  Malformed,
  NumericProfile,
  WindowCounts,
} from './schema.ts';

/** Distinct unseen values a window remembers; a hostile or id-like column must not fill memory. */
const MOST_UNSEEN = 1000;
const MOST_SAMPLES = 5;

/** Takes rows one by one and keeps only counts. */
export interface WindowCounter {
  add(row: Row): void;
  addMalformed(reason: string, eventId?: string): void;
  counts(): WindowCounts;
}

interface ColumnCounter {
  add(cell: Row['output']): void;
  counts(): FeatureCounts;
}

export const windowCounter = (profile: BaselineProfile): WindowCounter => {
  const features = profile.features.map(columnCounter);
  const prediction = profile.prediction && columnCounter(profile.prediction);
  const samples: Malformed['samples'] = [];
  let [rows, malformed] = [0, 0];
  return {
    add({ inputs, output }) {
      rows++;
      if (inputs) for (let i = 0; i < features.length; i++) features[i]?.add(inputs[i]);
      if (output !== undefined) prediction?.add(output);
    },
    addMalformed(reason, eventId) {
      malformed++;
      if (samples.length < MOST_SAMPLES) samples.push({ reason, ...(eventId && { eventId }) });
    },
    counts: () => ({
      rows,
      malformed: { count: malformed, samples: [...samples] },
      features: features.map((feature) => feature.counts()),
      ...(prediction && { prediction: prediction.counts() }),
    }),
  };
};

const columnCounter = (profile: FeatureProfile): ColumnCounter =>
  profile.kind === 'numeric' ? numericCounter(profile) : categoryCounter(profile);

const numericCounter = ({ name, shape, edges }: NumericProfile): ColumnCounter => {
  const fits = keepsShape(shape);
  const [cuts, counts, sums] = [
    Float64Array.from(edges),
    new Uint32Array(edges.length + 1),
    new Float64Array(edges.length + 1),
  ];
  let [rows, present, missing, invalid, min, max] = [0, 0, 0, 0, Infinity, -Infinity];
  return {
    add(cell) {
      rows++;
      const x = numberOf(cell);
      if (x === undefined) return void missing++;
      if (!fits(x)) invalid++;
      if (Number.isNaN(x)) return;
      const bin = binOf(cuts, x);
      counts[bin] = (counts[bin] as number) + 1;
      sums[bin] = (sums[bin] as number) + x;
      present++;
      if (x < min) min = x;
      if (x > max) max = x;
    },
    counts: () => ({
      kind: 'numeric',
      name,
      rows,
      present,
      missing,
      invalid,
      ...(present > 0 && { min, max }),
      counts: [...counts],
      sums: [...sums],
    }),
  };
};

const categoryCounter = ({ name, shape, counts: known }: CategoryProfile): ColumnCounter => {
  const fits = keepsShape(shape);
  const tally = new Map<string, number>(known.map(([value]) => [value, 0]));
  const room = tally.size + MOST_UNSEEN;
  let [rows, present, missing, invalid, others] = [0, 0, 0, 0, 0];
  return {
    add(cell) {
      rows++;
      const value = categoryOf(cell);
      if (value === undefined) return void missing++;
      present++;
      if (!fits(value)) invalid++;
      const count = tally.get(value);
      if (count !== undefined || tally.size < room) tally.set(value, (count ?? 0) + 1);
      else others++;
    },
    counts: () => ({
      kind: 'category',
      name,
      rows,
      present,
      missing,
      invalid,
      counts: [...tally].filter(([, count]) => count > 0),
      others,
    }),
  };
};
