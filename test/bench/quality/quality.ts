import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seeded } from '../../../shared/statistics/permutation-importance.ts';
import { markdownTable, median } from '../facts.ts';
import type { QualityRun } from './run.ts';

const ROWS = Number(process.env.QUALITY_ROWS ?? 1_000_000);
const ROUNDS = Number(process.env.QUALITY_ROUNDS ?? 5);
const TASKS = ['two-classes', 'numbers'] as const;
type Task = (typeof TASKS)[number];

const python = process.env.PYTHON ?? 'python3';

/**
 * Measures of labels and answers against scikit-learn's functions for the same ones, each round in new processes, in turns.
 * Ours come with their intervals, scikit-learn's without. QUALITY_ROWS and QUALITY_ROUNDS change how many.
 */
export const benchQuality = async (): Promise<string> => {
  if (!hasPython()) return 'Not measured here: it takes a Python (PYTHON, else python3) with pandas and scikit-learn.';
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-bench-'));
  try {
    return measured(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const measured = (folder: string): string => {
  const runs = TASKS.map((task) => {
    const files = writeColumns(folder, task);
    return { task, files, ours: [] as QualityRun[], theirs: [] as QualityRun[] };
  });
  for (let round = 0; round < ROUNDS; round++)
    for (const { task, files, ours, theirs } of round % 2 === 0 ? runs : runs.toReversed()) {
      const turns = [
        () => ours.push(run(process.execPath, 'run.ts', task, files)),
        () => theirs.push(run(python, 'quality.py', task, files)),
      ];
      for (const turn of round % 2 === 0 ? turns : turns.reverse()) turn();
    }
  const rows = runs.flatMap(({ task, ours, theirs }) =>
    LINES.map(([what, key, goal]) => {
      const [own, other] = [ours, theirs].map((all) => median(all.map((one) => one[key]))) as [number, number];
      const name = task === 'numbers' ? 'Numbers' : 'Two classes';
      return [
        `${name}, ${what}`,
        own.toFixed(0),
        other.toFixed(0),
        `${(other / own).toFixed(2)}x`,
        task === 'numbers' ? '' : goal,
      ];
    }),
  );
  const furthest = runs
    .map(({ ours, theirs }) => differences(ours[0]?.values ?? {}, theirs[0]?.values ?? {}))
    .join(', ');
  const isSame = runs.every(({ ours }) =>
    ours.every(({ values }) => JSON.stringify(values) === JSON.stringify(ours[0]?.values)),
  );
  return [
    `${ROWS.toLocaleString('en')} labels and answers, ${ROUNDS} rounds of new processes in turns, medians of processor milliseconds. Two classes: AUC, log-loss, Brier, calibration error of ten bins of equal mass, accuracy, F1 and MCC; numbers: MAE, RMSE, R2 and bias. Ours come with precision and recall beside, and with an interval for each but the calibration error, that of the AUC by DeLong; scikit-learn's come without.`,
    markdownTable(['What', 'Slipway', 'scikit-learn', 'ratio', 'goal'], rows),
    `Largest relative differences: ${furthest}; goal: 1e-9. The same bits in every run: ${isSame ? 'yes' : 'no'}.`,
  ].join('\n\n');
};

const LINES = [
  ['the measures alone', 'first', '5x'],
  ['once more in the same process', 'again', '5x'],
  ['reading the CSV files and all', 'whole', ''],
] as const;

const differences = (ours: QualityRun['values'], theirs: QualityRun['values']): string =>
  Object.entries(theirs)
    .map(([name, value]) => {
      const difference = Math.abs((ours[name] ?? Number.NaN) - value) / Math.abs(value);
      return `${name} ${difference === 0 ? '0' : difference.toExponential(0)}`;
    })
    .join(', ');

/** Labels and answers in a file each: of a model that is a little too sure of itself, and of one that says too little. */
const writeColumns = (folder: string, task: Task): readonly [labels: string, scores: string] => {
  const random = seeded(task === 'numbers' ? 11 : 5);
  const [labels, scores] = [['label'], ['score']];
  for (let i = 0; i < ROWS; i++) {
    const x = random();
    const score = task === 'numbers' ? 100 * x + 4 * (random() + random() - 1.05) : x * x * (3 - 2 * x);
    labels.push(String(task === 'numbers' ? 100 * x : Number(random() < 0.8 * score + 0.05)));
    scores.push(String(score));
  }
  const files = [path.join(folder, `${task}-labels.csv`), path.join(folder, `${task}-scores.csv`)] as const;
  writeFileSync(files[0], `${labels.join('\n')}\n`);
  writeFileSync(files[1], `${scores.join('\n')}\n`);
  return files;
};

const hasPython = (): boolean => {
  try {
    execFileSync(python, ['-c', 'import pandas, sklearn'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

const run = (program: string, script: string, task: Task, files: readonly string[]): QualityRun =>
  JSON.parse(
    execFileSync(program, [path.join(import.meta.dirname, script), task, ...files], { encoding: 'utf8' }),
  ) as QualityRun;
