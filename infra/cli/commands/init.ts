import { access, open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from '../commands.ts';
import { manifestFor } from '../manifest-template.ts';
import { Complaint, say } from '../terminal.ts';

const SAMPLE = 256 * 1024;

/** Writes a commented manifest beside a data file, with the columns that its header and first rows show. */
export const init: Command = {
  usage: 'DATA.csv',
  summary: "write a commented manifest from a data file's header",
  async run([file]) {
    if (!file) throw new Complaint('Name the data file whose columns the model reads: slipway init holdout.csv');
    const target = path.join(path.dirname(file), 'manifest.yaml');
    if (
      await access(target).then(
        () => true,
        () => false,
      )
    )
      throw new Complaint(`${target} exists already; it was left as it is.`);
    const text = await firstLines(file);
    const manifest = manifestFor(path.basename(file), text);
    await writeFile(target, manifest);
    say(`Wrote ${target}. Fill in what it marks with "change", then: slipway submit ${path.dirname(file)}`);
    return 0;
  },
};

const firstLines = async (file: string): Promise<string> => {
  const handle = await open(file).catch(() => {
    throw new Complaint(`${file} cannot be read.`);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE), 0, SAMPLE, 0);
    const text = buffer.toString('utf8', 0, bytesRead);
    return bytesRead === SAMPLE ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
  } finally {
    await handle.close();
  }
};
