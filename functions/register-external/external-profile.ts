import type { ColumnShape } from '../../shared/assurance/dataset/columns.ts';
import { readDataset } from '../../shared/assurance/dataset/dataset.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import { profileOf } from '../../shared/monitoring/profile.ts';
import type { BaselineProfile } from '../../shared/monitoring/schema.ts';
import type { ExternalManifest } from '../../shared/registry/external-model.ts';
import type { Finding } from '../../shared/registry/schema.ts';
import { type ListedFile, type Uploads, wholeBytes } from '../../shared/storage/ports.ts';

export type ProfileReading =
  | { readonly kind: 'made'; readonly profile: BaselineProfile }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/** Bytes of a baseline: it is held in memory whole. */
const LARGEST = 64 * 2 ** 20;

/** The profile of a baseline that holds the inputs and the answers: nobody here can ask the model itself. */
export const externalProfile = async (
  uploads: Uploads,
  prefix: string,
  listed: readonly ListedFile[],
  { model, version, task, signature, files }: ExternalManifest,
): Promise<ProfileReading> => {
  const { path, sha256: expected } = files.baseline;
  const refused = (code: string, message: string, right: string): ProfileReading => ({
    kind: 'refused',
    findings: [{ path: 'files.baseline', code, message, expected: right }],
  });
  const bytes = listed.find(({ key }) => key === prefix + path)?.bytes ?? 0;
  if (bytes > LARGEST)
    return refused('too-large', `${path} has ${bytes} bytes`, `at most ${LARGEST}: a sample of the rows`);
  const upload = await uploads.read(prefix + path);
  if (!upload) return refused('file-missing', `${path} was not uploaded`, 'upload it, then external.yaml again');
  const content = await wholeBytes(upload.content);
  if (sha256(content) !== expected)
    return refused('hash-mismatch', `${path} hashes to ${sha256(content)}`, `${expected}, as the file says`);

  const classes = task === 'multiclass-classification' ? signature.classes : undefined;
  const { name, type } = signature.output;
  const output = classes
    ? { name, type: 'category' as const, values: [...classes] }
    : { name, type: 'number' as const, ...(type === 'probability' && { min: 0, max: 1 }) };
  const shapes: readonly ColumnShape[] = [...signature.inputs, output];
  const reading = readDataset(path, content, shapes);
  if (reading.kind === 'refused') return reading;
  const columns = shapes.map((shape) => reading.dataset.columns.get(shape.name)?.values ?? []);
  const cells = (row: number) =>
    columns.map((column) => {
      const value = column[row];
      return typeof value === 'number' && Number.isNaN(value) ? undefined : value;
    });
  const rows = Array.from({ length: reading.dataset.rows }, (_, row) => {
    const all = cells(row);
    return { inputs: all.slice(0, -1), output: all.at(-1) };
  });
  return {
    kind: 'made',
    profile: profileOf({ model, version, inputs: signature.inputs, output, ...(classes && { classes }), rows }),
  };
};
