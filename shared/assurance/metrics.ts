import { auc } from '../statistics/auc.ts';
import { brierLosses } from '../statistics/brier.ts';
import { calibration } from '../statistics/calibration-error.ts';
import {
  accuracy,
  type Confusion,
  confusion,
  f1,
  jackknifeError,
  macroF1,
  macroF1Error,
  mcc,
  precision,
  recall,
} from '../statistics/confusion.ts';
import { logLosses, multiclassLogLosses } from '../statistics/log-loss.ts';
import { around, type Interval, mean } from '../statistics/mean.ts';
import { ranked } from '../statistics/ranked.ts';
import { regressionError } from '../statistics/regression-error.ts';
import { wilson } from '../statistics/wilson.ts';
import { betterOf, labelOf, type MetricName } from './metric-names.ts';
import type { Metric } from './schema.ts';

/** What a model answered on the holdout, beside the truth. */
export type Scored =
  | {
      readonly task: 'binary-classification';
      /** 0 or 1, and the probability of 1. */
      readonly labels: readonly number[];
      readonly scores: readonly number[];
      /** Probability from which the answer is yes. */
      readonly threshold?: number;
    }
  | {
      readonly task: 'multiclass-classification';
      readonly classes: readonly string[];
      /** Indices into `classes`. */
      readonly labels: readonly number[];
      readonly probabilities: readonly (readonly number[])[];
    }
  | {
      readonly task: 'multiclass-classification';
      readonly classes: readonly string[];
      readonly labels: readonly number[];
      /** The class answered, where no probabilities are known. */
      readonly predicted: readonly number[];
    }
  | { readonly task: 'regression'; readonly labels: readonly number[]; readonly scores: readonly number[] };

/** Every metric of the task that the rows allow, with its 95 % interval where there is one. One class alone has no AUC. */
export const measure = (scored: Scored): Metric[] => {
  const n = scored.labels.length;
  if (n === 0) return [];
  switch (scored.task) {
    case 'binary-classification':
      return binary(scored.labels, scored.scores, scored.threshold ?? 0.5, n);
    case 'multiclass-classification':
      return 'predicted' in scored
        ? byClass(scored.labels, scored.predicted, scored.classes.length, n)
        : [
            ...byClass(scored.labels, scored.probabilities.map(mostProbable), scored.classes.length, n),
            ...averaged('logLoss', multiclassLogLosses(scored.labels, scored.probabilities)),
          ];
    case 'regression': {
      const { mae, rmse, r2, bias } = regressionError(scored.labels, scored.scores);
      return Object.entries({ mae, rmse, r2, bias }).map(([name, { value, interval }]) =>
        metric(name as MetricName, value, n, interval),
      );
    }
  }
};

const binary = (labels: readonly number[], scores: readonly number[], threshold: number, n: number): Metric[] => {
  const order = ranked(labels, scores);
  const area = auc(order);
  const decisions = new Uint8Array(n);
  for (let i = 0; i < n; i++) decisions[i] = (scores[i] as number) >= threshold ? 1 : 0;
  const table = confusion(labels, decisions, 2);
  const [tp, fp, fn] = [table[1]?.[1] ?? 0, table[0]?.[1] ?? 0, table[1]?.[0] ?? 0];
  return [
    ...(area
      ? [
          metric(
            'auc',
            area.auc,
            n,
            area.variance === undefined ? undefined : bounded(area.auc, Math.sqrt(area.variance)),
          ),
        ]
      : []),
    ...averaged('logLoss', logLosses(labels, scores)),
    ...averaged('brier', brierLosses(labels, scores)),
    metric('calibrationError', calibration(order).error, n),
    metric('accuracy', accuracy(table), n, wilson((table[0]?.[0] ?? 0) + tp, n)),
    metric('precision', precision(table), n, wilson(tp, tp + fp)),
    metric('recall', recall(table), n, wilson(tp, tp + fn)),
    metric('f1', f1(table), n, jackknifed(table, f1)),
    metric('mcc', mcc(table), n, jackknifed(table, mcc)),
  ];
};

const byClass = (labels: readonly number[], predicted: readonly number[], classes: number, n: number): Metric[] => {
  const table = confusion(labels, predicted, classes);
  const right = labels.filter((label, i) => label === predicted[i]).length;
  return [
    metric('accuracy', accuracy(table), n, wilson(right, n)),
    metric('macroF1', macroF1(table), n, bounded(macroF1(table), macroF1Error(table))),
  ];
};

const mostProbable = (row: readonly number[]): number => row.indexOf(Math.max(...row));

const averaged = (name: MetricName, losses: Float64Array): Metric[] => {
  const { mean: value, interval } = mean(losses);
  return [metric(name, value, losses.length, interval && { low: Math.max(0, interval.low), high: interval.high })];
};

const jackknifed = (table: Confusion, of: (table: Confusion) => number): Interval =>
  bounded(
    of(table),
    jackknifeError(table, (t) => of(t)),
    -1,
  );

const bounded = (value: number, error: number, lowest = 0): Interval => {
  const { low, high } = around(value, error);
  return { low: Math.max(lowest, low), high: Math.min(1, high) };
};

const metric = (name: MetricName, value: number, n: number, interval?: Interval): Metric => ({
  name,
  label: labelOf(name),
  better: betterOf(name),
  value,
  ...(interval && { interval }),
  n,
});
