import path from 'node:path';
import { sampleTarget } from '../../shared/monitoring/bytes/sample-target.ts';
import type { BaselineProfile } from '../../shared/monitoring/schema.ts';
import { type DataFile, readDataFile } from './data-file.ts';
import { type ExpectedColumns, manifestColumns, shownColumns } from './expected-columns.ts';
import { refused } from './refused.ts';

/** The profile of a whole file: columns by the manifest, else as the file shows them. */
export const profileOfFile = (file: DataFile, manifest?: string): BaselineProfile => {
  const expected = manifest ? manifestColumns(manifest) : shownColumns(file, path.parse(file.path).name);
  const { model, version, inputs, output, classes } = withoutAbsentOutput(file, expected);
  const absent = inputs.filter(
    ({ name }) => ['csv', 'parquet'].includes(file.kind) && !file.columns.some((column) => column.name === name),
  );
  if (absent.length > 0)
    throw refused(
      `${file.path} does not fit the manifest:`,
      absent.map(({ name, type }) => ({
        path: file.path,
        code: 'no-column',
        message: `it has no column ${name}`,
        expected: `a column ${name} (${type}), or a manifest without it`,
      })),
    );
  const target = sampleTarget(inputs, output, classes);
  readDataFile(file, target);
  return target.profile(model, version);
};

const withoutAbsentOutput = (file: DataFile, { output, ...rest }: ExpectedColumns): ExpectedColumns =>
  file.kind === 'capture' || file.columns.some(({ name }) => name === output?.name) ? { ...rest, output } : rest;
