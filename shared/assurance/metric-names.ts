import type { Metric } from './schema.ts';

/** The metrics that can be measured, claimed and gated: what people call them and which way is better. */
const names = {
  auc: ['AUC', 'higher'],
  logLoss: ['Log-loss', 'lower'],
  brier: ['Brier score', 'lower'],
  calibrationError: ['Calibration error', 'lower'],
  accuracy: ['Accuracy', 'higher'],
  precision: ['Precision', 'higher'],
  recall: ['Recall', 'higher'],
  f1: ['F1', 'higher'],
  mcc: ['Matthews correlation', 'higher'],
  macroF1: ['F1 averaged over classes', 'higher'],
  mae: ['Mean absolute error', 'lower'],
  rmse: ['Root mean squared error', 'lower'],
  r2: ['Variance explained (R²)', 'higher'],
  bias: ['Bias', 'nearer-zero'],
} as const satisfies Record<string, readonly [label: string, better: Metric['better']]>;

export type MetricName = keyof typeof names;

export const labelOf = (name: string): string => (isMetric(name) ? names[name][0] : name);
export const betterOf = (name: string): Metric['better'] => (isMetric(name) ? names[name][1] : 'higher');

const isMetric = (name: string): name is MetricName => Object.hasOwn(names, name);
