import { readFileSync } from 'node:fs';
import { type LiveQuality, liveQuality } from '../../../shared/assurance/live-quality.ts';
import { figure, whole } from '../../../shared/kernel/figures.ts';
import type { Command } from '../command.ts';
import { labelledAnswers } from '../labelled-answers.ts';
import { Complaint, paint, say, table } from '../terminal.ts';

/** Measures answers against labels: two CSV files, or ground truth and Data Capture lines. */
export const quality: Command = {
  usage: '--labels FILE --scores FILE',
  summary: 'measure answers against labels (CSV, or ground truth and Data Capture lines)',
  async run(_words, { labels, scores, json }) {
    if (!labels || !scores)
      throw new Complaint('Name both files: slipway quality --labels labels.csv --scores scores.csv');
    const judged = labelledAnswers(textOf(labels), textOf(scores));
    const found = liveQuality(taskOf(judged.labels), judged);
    if (json) say(JSON.stringify({ ...found, unmatched: judged.unmatched, malformed: judged.malformed }));
    else sayQuality(found);
    return 0;
  },
};

const sayQuality = ({ sentence, metrics, unusable }: LiveQuality): void => {
  say(`${paint('strong', sentence)}\n`);
  if (metrics.length > 0)
    say(
      table([
        ['metric', 'value', '95 % interval'],
        ...metrics.map(({ label, value, interval }) => [
          label,
          figure(value),
          interval ? `${figure(interval.low)} to ${figure(interval.high)}` : '',
        ]),
      ]),
    );
  if (unusable > 0) say(`\n${whole(unusable)} pairs were left out: a label or an answer is no number.`);
};

/** Two different labels, written as 0 and 1 or as yes and no, make a classification. */
const taskOf = (labels: readonly unknown[]): LiveQuality['task'] =>
  labels.every((label) => /^(0|1|0\.0|1\.0|true|false|yes|no)?$/i.test(String(label ?? '').trim()))
    ? 'binary-classification'
    : 'regression';

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new Complaint(`${path} cannot be read.`);
  }
};
