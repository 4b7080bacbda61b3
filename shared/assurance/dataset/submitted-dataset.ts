import type { Manifest } from '../../registry/manifest.ts';
import type { StoredFile } from '../../registry/schema.ts';
import { type StoredContent, wholeBytes } from '../../storage/ports.ts';
import { type DatasetReading, readDataset } from './dataset.ts';
import { datasetShapes } from './shapes.ts';

/** Bytes of a data set: it is held in memory whole, several times over while it is read. */
const LARGEST_DATASET = 64 * 2 ** 20;

/** Reads the holdout or the baseline of a submission, held to the manifest's signature. */
export const submittedDataset = async (
  artefacts: StoredContent,
  manifest: Manifest,
  role: 'holdout' | 'baseline',
  { key, bytes }: StoredFile,
): Promise<DatasetReading> => {
  const { path } = manifest.files[role];
  if (bytes > LARGEST_DATASET) {
    const [message, expected] = [`the file has ${bytes} bytes`, `at most ${LARGEST_DATASET}: a sample of the rows`];
    return { kind: 'refused', findings: [{ path, code: 'too-large', message, expected }] };
  }
  return readDataset(path, await wholeBytes(await artefacts.read(key)), datasetShapes(manifest, role));
};
