import type { Answers, Rows } from '../../deployment/asking.ts';
import type { Manifest } from '../../registry/manifest.ts';
import type { QualityTask } from '../live-answers.ts';
import type { LabelledTable } from '../measure-importance.ts';
import type { Scored } from '../metrics.ts';
import { scoredAnswers } from '../scored-answers.ts';
import type { Dataset } from './dataset.ts';

/** Columns as rows; missing values are empty. */
export const rowsOf = (dataset: Dataset, columns: readonly string[]): Rows => {
  const values = columns.map((name) => dataset.columns.get(name)?.values ?? []);
  return Array.from({ length: dataset.rows }, (_, row) =>
    values.map((column) => {
      const value = column[row];
      return typeof value === 'number' && Number.isNaN(value) ? undefined : value;
    }),
  );
};

/** The column as text, one value a row; missing values are a group of their own. */
export const textColumn = (dataset: Dataset, name: string): readonly string[] => {
  const column = dataset.columns.get(name);
  return column
    ? Array.from(column.values as ArrayLike<string | number | undefined>, (value) =>
        value === undefined || Number.isNaN(value) ? 'missing' : String(value),
      )
    : [];
};

/** The labels as figures, of several classes their places, and the task they are measured by. */
const labelsOf = (
  { task, signature }: Manifest,
  dataset: Dataset,
): { readonly task: QualityTask; readonly labels: readonly number[] } => {
  if (task === 'regression') {
    const labels = dataset.columns.get(signature.label)?.values ?? [];
    return { task: { kind: task }, labels: Array.from(labels as ArrayLike<number>) };
  }
  const labels = textColumn(dataset, signature.label);
  if (task === 'binary-classification') return { task: { kind: task }, labels: labels.map(Number) };
  const classes = signature.classes ?? [...new Set(labels)].sort();
  return { task: { kind: task, classes }, labels: labels.map((label) => classes.indexOf(label)) };
};

/** A data set with labels, in the order the model reads its columns. */
export const labelledTable = (manifest: Manifest, dataset: Dataset): LabelledTable => {
  const columns = manifest.signature.inputs.map(({ name }) => name);
  return { ...labelsOf(manifest, dataset), columns, rows: rowsOf(dataset, columns) };
};

/** Labels and answers in the form that the measures take. */
export const scoredOf = (manifest: Manifest, dataset: Dataset, answers: Answers): Scored => {
  const { task, labels } = labelsOf(manifest, dataset);
  return scoredAnswers(task, labels, answers);
};
