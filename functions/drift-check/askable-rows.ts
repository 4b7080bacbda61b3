import { type QualityTask, usablePairs } from '../../shared/assurance/live-answers.ts';
import type { LabelledTable } from '../../shared/assurance/measure-importance.ts';
import { categoryOf, numberOf } from '../../shared/monitoring/cells.ts';
import type { LabelledRow } from '../../shared/monitoring/row-sample.ts';
import type { InputFeature } from '../../shared/registry/manifest.ts';

/** The rows that can be asked again: with a label and an answer of the task, and numbers where numbers belong. */
export const askableRows = (
  inputs: readonly InputFeature[],
  task: QualityTask,
  rows: readonly LabelledRow[],
): LabelledTable => {
  const { scored, places } = usablePairs(
    task,
    rows.map(({ label }) => label),
    rows.map(({ answer }) => answer),
  );
  const kept = places.flatMap((place, i) => {
    const cells = inputs.map(({ type }, column) => {
      const cell = rows[place]?.inputs[column];
      return type === 'number' ? numberOf(cell) : categoryOf(cell);
    });
    return cells.some(Number.isNaN) ? [] : [{ cells, label: scored.labels[i] as number }];
  });
  return {
    task,
    columns: inputs.map(({ name }) => name),
    rows: kept.map(({ cells }) => cells),
    labels: kept.map(({ label }) => label),
  };
};
