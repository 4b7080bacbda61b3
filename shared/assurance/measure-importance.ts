import type { Answers, Ask, Rows } from '../deployment/asking.ts';
import { permuteColumn } from '../statistics/permutation-importance.ts';
import { importanceOfAnswers } from './importance.ts';
import type { QualityTask } from './live-answers.ts';
import type { Importance } from './schema.ts';
import { scoredAnswers } from './scored-answers.ts';

/** Rows with the truth about them. */
export interface LabelledTable {
  readonly task: QualityTask;
  /** Names of the cells of a row, in the order the model reads them. */
  readonly columns: readonly string[];
  readonly rows: Rows;
  readonly labels: readonly number[];
}

export interface Shuffling {
  /** The same seed shuffles the same way. */
  readonly seed?: number;
  /** How often each column is shuffled. */
  readonly repeats?: number;
  /** The columns to shuffle; all of them when left out. */
  readonly among?: readonly string[];
  /** Asked before each column: whether there is still time. */
  readonly goOn?: () => boolean;
}

/**
 * How much a model loses when it no longer sees a column: the drop of its first metric when the column is shuffled (Breiman
 * 2001), most important first. `whole` are its answers to the rows as they are. The same rows and seed give the same figures.
 */
export const measureImportance = async (
  ask: Ask,
  { task, columns, rows, labels }: LabelledTable,
  whole: Answers,
  { seed = 0, repeats = 1, among = columns, goOn = () => true }: Shuffling = {},
): Promise<Importance[]> => {
  const scored = scoredAnswers(task, labels, whole);
  const found: Importance[] = [];
  for (const name of among) {
    if (!goOn()) break;
    const column = columns.indexOf(name);
    const shuffled: Answers[] = [];
    for (let i = 0; i < repeats; i++)
      shuffled.push(await ask(permuteColumn(rows, column, seed + i * columns.length + column + 1)));
    const importance = importanceOfAnswers(
      name,
      scored,
      ...shuffled.map((answers) => scoredAnswers(task, labels, answers)),
    );
    if (importance) found.push(importance);
  }
  return found.sort((a, b) => b.drop - a.drop);
};

/** Rows that a model is asked for when so many columns of so many rows are shuffled so often. */
export const predictionsFor = (rows: number, columns: number, repeats: number): number =>
  rows * (1 + columns * repeats);
