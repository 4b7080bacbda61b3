import { readFileSync } from 'node:fs';
import { type FeatureShape, NO_VERSION } from '../../shared/monitoring/schema.ts';
import type { Manifest } from '../../shared/registry/manifest.ts';
import { readManifest } from '../../shared/registry/read-manifest.ts';
import type { DataFile } from './data-file.ts';
import { refused } from './refused.ts';
import { Complaint } from './terminal.ts';

/** What a profile is made of. */
export interface ExpectedColumns {
  readonly model: string;
  readonly version: string;
  readonly inputs: readonly FeatureShape[];
  readonly output?: FeatureShape;
  readonly classes?: readonly string[];
}

/** The columns as a manifest declares them. */
export const manifestColumns = (path: string): ExpectedColumns => {
  const manifest = readManifestFile(path);
  const { model, version, signature, task } = manifest;
  const classes = task === 'multiclass-classification' ? signature.classes : undefined;
  return { model, version, inputs: signature.inputs, output: outputOf(manifest), ...(classes && { classes }) };
};

/** A manifest that must be sound. @throws Complaint with everything that is wrong with it */
export const readManifestFile = (path: string): Manifest => {
  const reading = readManifest(textOf(path));
  if (reading.kind === 'refused') throw refused(`${path} is no valid manifest:`, reading.findings);
  return reading.manifest;
};

/** The columns as the file shows them; what a capture answers is taken for a score. */
export const shownColumns = (file: DataFile, model: string): ExpectedColumns => ({
  model,
  version: NO_VERSION,
  inputs: file.columns,
  ...(file.kind === 'capture' && { output: { name: 'score', type: 'number' } }),
});

const outputOf = ({ signature: { output, classes }, task }: Manifest): FeatureShape =>
  task === 'multiclass-classification' && classes
    ? { name: output.name, type: 'category', values: [...classes] }
    : { name: output.name, type: 'number', ...(output.type === 'probability' && { min: 0, max: 1 }) };

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new Complaint(`${path} cannot be read.`);
  }
};
