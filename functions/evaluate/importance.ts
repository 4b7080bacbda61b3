import { importanceOfAnswers } from '../../shared/assurance/importance.ts';
import type { Importance } from '../../shared/assurance/schema.ts';
import type { Manifest } from '../../shared/registry/manifest.ts';
import { permuteColumn } from '../../shared/statistics/permutation-importance.ts';
import type { Answers, Ask } from './asking.ts';
import { scoredOf, type Table } from './holdout.ts';

const SAMPLE = 300;
/** Beyond this many features the minutes on the endpoint are not worth it. */
const MOST_FEATURES = 100;

/**
 * How much the model loses when it no longer sees a feature: the drop of its first metric when the column is shuffled
 * (Breiman 2001), on the first rows of the holdout, with a fixed seed so that the same bytes give the same numbers.
 */
export const importanceOf = async (
  ask: Ask,
  manifest: Manifest,
  table: Table,
  answers: Answers,
): Promise<Importance[]> => {
  const { inputs } = manifest.signature;
  if (inputs.length > MOST_FEATURES) return [];
  const rows = table.rows.slice(0, SAMPLE);
  const head = { ...table, dataset: headOf(table, rows.length) };
  const whole = scoredOf(manifest, head, answers.slice(0, rows.length));
  const drops: Importance[] = [];
  for (const [column, { name }] of inputs.entries()) {
    const without = scoredOf(manifest, head, await ask(permuteColumn(rows, column, column + 1)));
    const importance = importanceOfAnswers(name, whole, without);
    if (importance) drops.push(importance);
  }
  return drops.sort((a, b) => b.drop - a.drop);
};

const headOf = ({ dataset }: Table, rows: number): Table['dataset'] => ({
  rows,
  columns: new Map(
    [...dataset.columns].map(([name, column]) => [
      name,
      column.type === 'number'
        ? { ...column, values: column.values.slice(0, rows) }
        : { ...column, values: column.values.slice(0, rows) },
    ]),
  ),
});
