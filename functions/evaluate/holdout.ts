import type { Dataset } from '../../shared/assurance/dataset/dataset.ts';
import { rowsOf } from '../../shared/assurance/dataset/labelled-rows.ts';
import { submittedDataset } from '../../shared/assurance/dataset/submitted-dataset.ts';
import type { Rows } from '../../shared/deployment/asking.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';
import type { Manifest } from '../../shared/registry/manifest.ts';
import type { StoredFile } from '../../shared/registry/schema.ts';
import type { StoredContent } from '../../shared/storage/ports.ts';

export interface Table {
  readonly dataset: Dataset;
  readonly rows: Rows;
}

/** A data set of the version with its rows in the order of the signature. Validation has read it before: here it must be readable. */
export const loadTable = async (
  artefacts: StoredContent,
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

/** Whether a data set has all these columns: another version may read others. */
export const hasColumns = (dataset: Dataset, columns: readonly string[]): boolean =>
  columns.every((name) => dataset.columns.has(name));
