import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readDataset } from '../../shared/assurance/dataset/dataset.ts';
import { labelledTable } from '../../shared/assurance/dataset/labelled-rows.ts';
import { datasetShapes } from '../../shared/assurance/dataset/shapes.ts';
import type { LabelledTable } from '../../shared/assurance/measure-importance.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import type { Manifest } from '../../shared/registry/manifest.ts';
import { seeded, shuffled } from '../../shared/statistics/permutation-importance.ts';
import { refused } from './refused.ts';
import { Complaint } from './terminal.ts';

export interface LabelledFile {
  readonly table: LabelledTable;
  /** Follows from the bytes: the same file is shuffled the same way. */
  readonly seed: number;
}

/** Reads rows with labels as a holdout of this manifest; of more than `most` rows, so many by lot. @throws Complaint */
export const labelledFile = (file: string, manifest: Manifest, most: number): LabelledFile => {
  const bytes = bytesOf(file);
  const inputs = datasetShapes({ ...manifest, sensitive: [] }, 'holdout');
  const reading = readDataset(path.basename(file), bytes, inputs);
  if (reading.kind === 'refused') throw refused(`${file} cannot be used:`, reading.findings);
  const seed = Number.parseInt(sha256(bytes).slice(0, 8), 16);
  const table = labelledTable(manifest, reading.dataset);
  if (table.rows.length <= most) return { table, seed };
  const chosen = shuffled([...table.rows.keys()], seeded(seed)).slice(0, most);
  const labels = chosen.map((i) => table.labels[i] as number);
  return { seed, table: { ...table, labels, rows: chosen.map((i) => table.rows[i] ?? []) } };
};

const bytesOf = (file: string): Buffer => {
  try {
    return readFileSync(file);
  } catch {
    throw new Complaint(`${file} cannot be read.`);
  }
};
