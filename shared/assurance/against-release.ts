import { benjaminiHochberg } from '../statistics/benjamini-hochberg.ts';
import { Z95 } from '../statistics/mean.ts';
import { normalSf } from '../statistics/normal.ts';
import type { Interval, Metric } from './schema.ts';

/** A metric now, and what it was when the version was released. */
export interface ComparedMetric extends Metric {
  readonly atRelease?: number;
  /** What is between them, now minus then, with its 95 % interval. */
  readonly change?: number;
  readonly changeInterval?: Interval;
  /** How likely chance alone makes it so much worse; q: corrected for all metrics compared. */
  readonly pValue?: number;
  readonly qValue?: number;
  readonly worse?: boolean;
}

/** Expected share of false findings among the metrics called worse. */
const FALSE_FINDINGS = 0.05;

/**
 * Each metric against the release's. Both are measured on samples, so the interval of the change is put together from both
 * (MOVER: Zou and Donner 2008, as Newcombe does for shares); a release without intervals counts as exact. A metric is worse
 * when that is certain over all metrics together (Benjamini-Hochberg), not just lower. `settled` names those that have
 * enough evidence; the others are shown and not tested.
 */
export const againstRelease = (
  metrics: readonly Metric[],
  release: readonly Metric[],
  settled: (name: string) => boolean = () => true,
): ComparedMetric[] => {
  const compared = metrics.map((metric): ComparedMetric => {
    const before = release.find(({ name }) => name === metric.name);
    if (!before) return metric;
    const base = { ...metric, atRelease: before.value, change: metric.value - before.value };
    if (!metric.interval || !settled(metric.name)) return { ...base, worse: false };
    const changeInterval = changeBetween(metric, before);
    return { ...base, changeInterval, pValue: chanceOfWorse(metric, before, changeInterval) };
  });
  const tested = compared.filter(({ pValue }) => pValue !== undefined);
  const qValues = benjaminiHochberg(tested.map(({ pValue }) => pValue as number));
  return compared.map((metric) => {
    const place = tested.indexOf(metric);
    if (place < 0) return metric;
    const qValue = qValues[place] as number;
    return { ...metric, qValue, worse: qValue <= FALSE_FINDINGS };
  });
};

/** Interval of now minus then from the intervals of both. */
const changeBetween = (now: Metric, then: Metric): Interval => {
  const [a, b] = [now.interval ?? exact(now), then.interval ?? exact(then)];
  const change = now.value - then.value;
  return {
    low: change - Math.hypot(now.value - a.low, b.high - then.value),
    high: change + Math.hypot(a.high - now.value, then.value - b.low),
  };
};

// One-sided: only a change for the worse is looked for. A bias is worse when it is farther from zero on its own side.
const chanceOfWorse = (now: Metric, then: Metric, { low, high }: Interval): number => {
  const change = now.value - then.value;
  const bad =
    now.better === 'higher'
      ? change < 0
      : now.better === 'lower'
        ? change > 0
        : Math.abs(now.value) > Math.abs(then.value);
  if (!bad) return 1;
  const error = (change > 0 ? change - low : high - change) / Z95;
  if (error === 0) return 0;
  return normalSf(Math.abs(change) / error) * (now.better === 'nearer-zero' ? 2 : 1);
};

const exact = ({ value }: Metric): Interval => ({ low: value, high: value });
