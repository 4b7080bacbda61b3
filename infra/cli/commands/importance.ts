import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { tooFewLabels } from '../../../shared/assurance/live-quality.ts';
import { type LabelledTable, measureImportance, predictionsFor } from '../../../shared/assurance/measure-importance.ts';
import { Importance } from '../../../shared/assurance/schema.ts';
import { scoredAnswers } from '../../../shared/assurance/scored-answers.ts';
import { judgeImportance } from '../../../shared/assurance/window-importance.ts';
import type { Ask } from '../../../shared/deployment/asking.ts';
import { importancePage } from '../../../shared/reporting/importance-page.ts';
import type { Command } from '../command.ts';
import { readManifestFile } from '../expected-columns.ts';
import { type LabelledFile, labelledFile } from '../labelled-file.ts';
import { modelHere } from '../model-here.ts';
import { jsonFile, refused } from '../refused.ts';
import { sayImportance } from '../say-importance.ts';
import { Complaint, say } from '../terminal.ts';

/** What a version relied on when it was released: its evidence, or what this command wrote with --json. */
const Release = z.object({ importance: z.array(Importance).min(2) });

/** Rows of either file, and how often a column is shuffled: a laptop answers them in seconds. */
const MOST_ROWS = 1000;
const REPEATS = 5;

/** Measures which columns make a model's answers right, by running it here on labelled rows, beside its own holdout. Answers 1 when that changed. */
export const importance: Command = {
  usage: 'FILE --manifest FILE [--release FILE]',
  summary:
    'run an ONNX model on rows with labels, a column shuffled at a time, and compare what its answers rest on with its holdout, or a release by its evidence; --html FILE writes the page',
  async run([file], { manifest: manifestFile, release, json, html }) {
    if (!file || !manifestFile)
      throw new Complaint('Name the rows and the manifest: slipway importance later.csv --manifest manifest.yaml');
    const manifest = readManifestFile(manifestFile);
    const beside = (name: string) => path.join(path.dirname(manifestFile), name);
    const now = labelledFile(file, manifest, MOST_ROWS);
    enough(file, now.table);
    const ask = await modelHere(manifest, beside(manifest.files.model.path));
    const before = release
      ? releaseIn(release)
      : await measured(ask, labelledFile(beside(manifest.files.holdout.path), manifest, MOST_ROWS));
    const measuredNow = await measured(ask, now);
    const found = judgeImportance(before, measuredNow, {
      rows: now.table.rows.length,
      repeats: REPEATS,
      asked: predictionsFor(now.table.rows.length, now.table.columns.length, REPEATS),
      leftOut: [],
    });
    if (json) say(JSON.stringify({ ...found, importance: measuredNow, release: before }));
    else sayImportance(found);
    if (html) {
      writeFileSync(html, importancePage(`${manifest.model} ${manifest.version}`, found));
      if (!json) say(`The page is in ${html}.`);
    }
    return found.verdict === 'changed' ? 1 : 0;
  },
};

const measured = async (ask: Ask, { table, seed }: LabelledFile): Promise<readonly Importance[]> =>
  measureImportance(ask, table, await ask(table.rows), { seed, repeats: REPEATS });

const enough = (file: string, { task, labels }: LabelledTable): void => {
  const few = tooFewLabels(scoredAnswers(task, labels, []));
  if (few) throw new Complaint(`${file} has too few rows to tell: ${few}.`);
};

const releaseIn = (file: string): readonly Importance[] => {
  const reading = jsonFile(file, Release);
  if (reading.kind === 'refused') throw refused('The release cannot be read:', reading.findings);
  return reading.value.importance;
};
