import { access, open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from '../command.ts';
import { digestOf } from '../file-digest.ts';
import { manifestFor } from '../manifest-template.ts';
import { isParquet } from '../parquet-file.ts';
import { parquetText, rowsText } from '../table-text.ts';
import { Complaint, say } from '../terminal.ts';

const SAMPLE = 256 * 1024;
const SAMPLE_ROWS = 5000;

/** Writes a commented manifest beside a data file, with the columns that its header or schema and its first rows show. */
export const init: Command = {
  usage: 'DATA',
  summary: 'write a commented manifest from the columns of a data file (CSV, JSON lines, Parquet)',
  async run([file], { json }) {
    if (!file) throw new Complaint('Name the data file whose columns the model reads: slipway init holdout.csv');
    const target = path.join(path.dirname(file), 'manifest.yaml');
    if (
      await access(target).then(
        () => true,
        () => false,
      )
    )
      throw new Complaint(`${target} exists already; it was left as it is.`);
    const manifest = manifestFor(path.basename(file), await firstRows(file), await digestsOf(file));
    await writeFile(target, manifest).catch(() => {
      throw new Complaint(`${target} cannot be written.`);
    });
    say(
      json
        ? JSON.stringify({ manifest: target })
        : `Wrote ${target}. Fill in what it marks with "change", then: slipway submit ${path.dirname(file)}`,
    );
    return 0;
  },
};

/** Of the files that the manifest will name, as far as they are there: nobody should have to copy a digest by hand. */
const digestsOf = async (file: string): Promise<Readonly<Record<string, string>>> => {
  const digests = [path.basename(file), 'model.tar.gz', 'baseline.csv'].map(async (name) => {
    const digest = await digestOf(path.join(path.dirname(file), name)).catch(() => undefined);
    return digest === undefined ? [] : [[name, digest] as const];
  });
  return Object.fromEntries((await Promise.all(digests)).flat());
};

const firstRows = async (file: string): Promise<string> => {
  const handle = await open(file).catch(() => {
    throw new Complaint(`${file} cannot be read.`);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE), 0, SAMPLE, 0);
    const text = buffer.toString('utf8', 0, bytesRead);
    if (isParquet(file, buffer.subarray(0, bytesRead))) return parquetText(file, SAMPLE_ROWS);
    return rowsText(bytesRead === SAMPLE ? text.slice(0, text.lastIndexOf('\n') + 1) : text);
  } finally {
    await handle.close();
  }
};
