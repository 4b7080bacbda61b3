import type { QualityTask } from '../../shared/assurance/live-answers.ts';
import { tooFewLabels } from '../../shared/assurance/live-quality.ts';
import { type LabelledTable, measureImportance, predictionsFor } from '../../shared/assurance/measure-importance.ts';
import type { Importance } from '../../shared/assurance/schema.ts';
import { scoredAnswers } from '../../shared/assurance/scored-answers.ts';
import { judgeImportance, type WindowImportance } from '../../shared/assurance/window-importance.ts';
import { type Ask, asking } from '../../shared/deployment/asking.ts';
import { InferenceFailed } from '../../shared/deployment/errors.ts';
import { ownRequestId } from '../../shared/deployment/own-requests.ts';
import type { Inference } from '../../shared/deployment/ports.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { LabelledRow } from '../../shared/monitoring/row-sample.ts';
import type { WatchedModel } from '../../shared/monitoring/watched-model.ts';
import type { Span } from '../../shared/monitoring/window-keys.ts';
import type { ImportanceRules } from '../../shared/policy/importance-policy.ts';
import { versionKey } from '../../shared/registry/schema.ts';
import { askableRows } from './askable-rows.ts';

interface Deps {
  readonly inference: Inference;
  readonly clock: Clock;
}

/** Time after which no further column is begun. A request may take a minute more. */
const LONGEST_MS = 3 * 60_000;
const HOUR = 3_600_000;

/** Who asks, and the end of the labelled window on which it was measured last. */
export interface ImportanceAsked {
  readonly scheduled: boolean;
  readonly last?: string | undefined;
}

/** Whether a scheduled check is to measure it again on a labelled window; what a person asks for always is. */
export const isDue = (
  { ask, everyHours }: ImportanceRules,
  { scheduled, last }: ImportanceAsked,
  { to }: Span,
): boolean =>
  ask !== 'never' && (!scheduled || last === undefined || Date.parse(to) - Date.parse(last) >= everyHours * HOUR);

/** The same window is sampled and shuffled the same way whenever it is looked at. */
export const seedOf = (watched: WatchedModel, { from, to }: Span): number =>
  Number.parseInt(sha256(`importance of ${versionKey(watched)} from ${from} to ${to}`).slice(0, 8), 16);

/**
 * Which columns make the answers right, by the labelled rows of a window, beside the release: the endpoint is asked for the
 * rows again, with one column shuffled at a time. It is asked under an id that the monitor leaves out. An endpoint that does
 * not answer is told, and spoils nothing else.
 */
export const importanceOf = async (
  deps: Deps,
  watched: WatchedModel,
  task: QualityTask,
  rules: ImportanceRules,
  release: readonly Importance[],
  rows: readonly LabelledRow[],
  seed: number,
): Promise<WindowImportance> => {
  const { serving, contentType, evaluation, manifest } = watched;
  const notMeasured = (why: string): WindowImportance => ({
    verdict: 'not-measured',
    sentence: `Which columns make the answers right was not measured: ${why}.`,
  });
  if (!serving || !contentType) return notMeasured('the model runs elsewhere, where Slipway cannot ask it');
  if (release.length === 0)
    return notMeasured('it was not measured at release either, so there is nothing to compare with');
  const table = askableRows(manifest.signature.inputs, task, rows);
  const few = tooFewLabels(scoredAnswers(task, table.labels, []));
  if (few) return notMeasured(`${few}, and the sample has ${table.rows.length} rows (importance.rows of the policy)`);

  const { repeats, mostPredictions } = rules;
  const most = Math.floor((mostPredictions / table.rows.length - 1) / repeats);
  const known = release.map(({ feature }) => feature).filter((name) => table.columns.includes(name));
  const among = known.slice(0, most);
  const until = deps.clock().getTime() + LONGEST_MS;
  const model = { signature: manifest.signature, serving: { contentType } };
  const ask = asking(deps.inference, serving.endpoint, model, ownRequestId({ evidence: { evaluation } }));
  try {
    const goOn = () => deps.clock().getTime() < until;
    const found = await measured(ask, table, { seed, repeats, among, goOn });
    const names = new Set(found.map(({ feature }) => feature));
    const leftOut = known.filter((name) => !names.has(name));
    const asked = predictionsFor(table.rows.length, found.length, repeats);
    return judgeImportance(release, found, { rows: table.rows.length, repeats, asked, leftOut });
  } catch (error) {
    if (error instanceof InferenceFailed)
      return notMeasured(`the endpoint did not answer as it should (${error.message})`);
    throw error;
  }
};

const measured = async (
  ask: Ask,
  table: LabelledTable,
  shuffling: Parameters<typeof measureImportance>[3],
): Promise<Importance[]> => measureImportance(ask, table, await ask(table.rows), shuffling);
