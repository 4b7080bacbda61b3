import { NotImplementedLocally } from '../service.ts';
import type { Sample } from './series.ts';

type Summary = (samples: readonly Sample[]) => number | undefined;

const total = (samples: readonly Sample[], field: 'sum' | 'count'): number =>
  samples.reduce((sum, sample) => sum + sample[field], 0);

const summaries: Readonly<Record<string, Summary>> = {
  Sum: (samples) => total(samples, 'sum'),
  SampleCount: (samples) => total(samples, 'count'),
  Average: (samples) => total(samples, 'sum') / total(samples, 'count'),
  Minimum: (samples) => samples.reduce((least, { min }) => Math.min(least, min), Number.POSITIVE_INFINITY),
  Maximum: (samples) => samples.reduce((most, { max }) => Math.max(most, max), Number.NEGATIVE_INFINITY),
};

/** The statistic of a name: Sum, SampleCount, Average, Minimum, Maximum, `p0` to `p100`. Anything else is refused by name. */
export const statistic = (name: string): Summary => {
  const known = Object.hasOwn(summaries, name) ? summaries[name] : undefined;
  if (known) return known;
  const rank = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/.exec(name)?.[1];
  if (rank === undefined) throw new NotImplementedLocally(`the CloudWatch statistic ${name}`);
  return (samples) => percentile(samples, Number(rank) / 100);
};

/** Nearest rank, weighted by count. As on AWS, a set of several values that arrived as one sum has no percentile. */
const percentile = (samples: readonly Sample[], share: number): number | undefined => {
  if (samples.some(({ min, max }) => min !== max)) return undefined;
  const sorted = [...samples].sort((a, b) => a.min - b.min);
  const wanted = share * total(sorted, 'count');
  let passed = 0;
  for (const { count, min } of sorted) {
    passed += count;
    if (passed >= wanted) return min;
  }
  return sorted.at(-1)?.min;
};

/** Values by the start of their period. Periods are counted from `origin`, so that a window may end at any moment. */
export const byPeriod = (
  samples: readonly Sample[],
  name: string,
  periodMs: number,
  origin = 0,
): Map<number, number> => {
  const summarise = statistic(name);
  const groups = new Map<number, Sample[]>();
  for (const sample of samples) {
    const start = Math.floor((sample.at - origin) / periodMs) * periodMs + origin;
    const group = groups.get(start);
    if (group) group.push(sample);
    else groups.set(start, [sample]);
  }
  const values = new Map<number, number>();
  for (const [start, group] of [...groups].sort(([a], [b]) => a - b)) {
    const value = summarise(group);
    if (value !== undefined && Number.isFinite(value)) values.set(start, value);
  }
  return values;
};
