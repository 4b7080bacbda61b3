import type { Dataset } from '../../shared/assurance/dataset/dataset.ts';
import { submittedDataset } from '../../shared/assurance/dataset/submitted-dataset.ts';
import type { QualityTask } from '../../shared/assurance/live-answers.ts';
import type { Scored } from '../../shared/assurance/metrics.ts';
import { scoredAnswers } from '../../shared/assurance/scored-answers.ts';
import type { Answers, Rows } from '../../shared/deployment/asking.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';
import type { Manifest } from '../../shared/registry/manifest.ts';
import type { StoredFile } from '../../shared/registry/schema.ts';
import type { ContentStore } from '../../shared/storage/ports.ts';

export interface Table {
  readonly dataset: Dataset;
  readonly rows: Rows;
}

/** A data set of the version with its rows in the order of the signature. Validation has read it before: here it must be readable. */
export const loadTable = async (
  artefacts: ContentStore,
  manifest: Manifest,
  role: 'holdout' | 'baseline',
  file: StoredFile,
): Promise<Table> => {
  const reading = await submittedDataset(artefacts, manifest, role, file);
  if (reading.kind === 'refused')
    throw new InvalidInput(
      `the ${role}`,
      reading.findings.map(({ path, message }) => `${path}: ${message}`),
    );
  return {
    dataset: reading.dataset,
    rows: rowsOf(
      reading.dataset,
      manifest.signature.inputs.map(({ name }) => name),
    ),
  };
};

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

/** Whether a data set has all these columns: another version may read others. */
export const hasColumns = (dataset: Dataset, columns: readonly string[]): boolean =>
  columns.every((name) => dataset.columns.has(name));

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
export const labelsOf = (
  { task, signature }: Manifest,
  { dataset }: Pick<Table, 'dataset'>,
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

/** Labels and answers in the form that the measures take. */
export const scoredOf = (manifest: Manifest, table: Pick<Table, 'dataset'>, answers: Answers): Scored => {
  const { task, labels } = labelsOf(manifest, table);
  return scoredAnswers(task, labels, answers);
};
