import { aucDifference } from '../statistics/auc-difference.ts';
import { around, type Interval, mean } from '../statistics/mean.ts';
import type { Scored } from './metrics.ts';
import type { Importance } from './schema.ts';

/**
 * How much a model loses without what a feature tells it: the drop of its first metric (AUC, accuracy, R2) between its
 * answers to rows and its answers to the same rows with that column shuffled; shuffled more than once, the average drop. The
 * interval comes from the pairs of answers, which err together, and is far narrower than that of two metrics. Nothing where
 * the metric cannot be measured.
 */
export const importanceOfAnswers = (
  feature: string,
  whole: Scored,
  ...shuffled: readonly Scored[]
): Importance | undefined => {
  if (shuffled.some(({ task }) => task !== whole.task) || whole.labels.length === 0) return undefined;
  switch (whole.task) {
    case 'binary-classification': {
      const scores = (shuffled as readonly (typeof whole)[]).map((one) => one.scores);
      const found = aucDifference(whole.labels, whole.scores, ...scores);
      if (!found) return undefined;
      const { difference: drop, variance } = found;
      return importance(feature, 'auc', drop, variance === undefined ? undefined : around(drop, Math.sqrt(variance)));
    }
    case 'multiclass-classification': {
      const after = (shuffled as readonly (typeof whole)[]).map(answersOf);
      const rises = answersOf(whole).map((answer, i) => {
        const label = whole.labels[i];
        return Number(answer === label) - average(after, (one) => Number(one[i] === label));
      });
      return ofRises(feature, 'accuracy', rises, 1);
    }
    case 'regression': {
      const after = (shuffled as readonly (typeof whole)[]).map(({ scores }) => scores);
      const centre = mean(whole.labels).mean;
      const spread = mean(whole.labels.map((y) => (y - centre) ** 2)).mean;
      if (spread === 0) return undefined;
      const rises = whole.labels.map(
        (y, i) => average(after, (scores) => ((scores[i] as number) - y) ** 2) - ((whole.scores[i] as number) - y) ** 2,
      );
      return ofRises(feature, 'r2', rises, spread);
    }
  }
};

type ManyClasses = Scored & { task: 'multiclass-classification' };

const answersOf = (scored: ManyClasses): readonly number[] =>
  'predicted' in scored ? scored.predicted : scored.probabilities.map((row) => row.indexOf(Math.max(...row)));

const average = <T>(all: readonly T[], of: (one: T) => number): number =>
  all.reduce((sum, one) => sum + of(one), 0) / all.length;

const ofRises = (feature: string, metric: string, rises: readonly number[], scale: number): Importance => {
  const { mean: rise, interval } = mean(rises);
  return importance(
    feature,
    metric,
    rise / scale,
    interval && { low: interval.low / scale, high: interval.high / scale },
  );
};

const importance = (feature: string, metric: string, drop: number, interval: Interval | undefined): Importance => ({
  feature,
  metric,
  drop: settled(drop),
  ...(interval && { interval: { low: settled(interval.low), high: settled(interval.high) } }),
});

// A column whose shuffling changes nothing has no importance, not that of the last bits of sums.
const settled = (value: number): number => (Math.abs(value) < 1e-12 ? 0 : value);
