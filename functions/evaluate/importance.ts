import { labelledTable } from '../../shared/assurance/dataset/labelled-rows.ts';
import { measureImportance } from '../../shared/assurance/measure-importance.ts';
import type { Importance } from '../../shared/assurance/schema.ts';
import type { Answers, Ask } from '../../shared/deployment/asking.ts';
import type { Manifest } from '../../shared/registry/manifest.ts';
import type { Table } from './holdout.ts';

const SAMPLE = 300;
/** Beyond this many features the minutes on the endpoint are not worth it. */
const MOST_FEATURES = 100;

/** What the model relies on, by the first rows of the holdout, with a fixed seed so that the same bytes give the same numbers. */
export const importanceOf = async (
  ask: Ask,
  manifest: Manifest,
  table: Pick<Table, 'dataset'>,
  answers: Answers,
): Promise<Importance[]> => {
  if (manifest.signature.inputs.length > MOST_FEATURES) return [];
  const { rows, labels, ...rest } = labelledTable(manifest, table.dataset);
  const head = { ...rest, rows: rows.slice(0, SAMPLE), labels: labels.slice(0, SAMPLE) };
  return measureImportance(ask, head, answers.slice(0, SAMPLE));
};
