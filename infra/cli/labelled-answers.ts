import { joinLabels, type LabelledAnswers } from '../../shared/monitoring/label-join.ts';
import type { Finding } from '../../shared/registry/schema.ts';
import { columnsOf, type QualityColumns } from './quality-columns.ts';
import { refused } from './refused.ts';

/** What is known of the model beforehand, from its manifest or from options. */
export interface Asked {
  /** Names of the columns of labels and of answers. */
  readonly label?: string;
  readonly output?: string;
  readonly classes?: readonly string[];
  readonly sensitive?: readonly string[];
  /** The features in the order the model reads them, for capture files. */
  readonly features?: readonly string[];
}

export type Labelled = LabelledAnswers & { readonly classes?: readonly string[] };

/**
 * Labels and answers of two files, joined: ground truth with Data Capture lines by their ids; CSV files by the column of
 * ids that both have, else row by row.
 */
export const labelledAnswers = (labels: string, scores: string, asked: Asked = {}): Labelled => {
  const [captured, labelled] = [isJson(scores), isJson(labels)];
  if (captured && labelled) return fromCapture(labels, scores, asked);
  if (captured || labelled)
    throw refused('These files do not go together:', [
      {
        path: captured ? '--scores' : '--labels',
        code: 'mixed',
        message: 'it holds JSON lines, the other one CSV',
        expected: 'two CSV files, or ground truth and Data Capture lines',
      },
    ]);
  const findings: Finding[] = [];
  const truths = columnsOf(labels, '--labels', asked.label, asked, findings);
  const answers = columnsOf(scores, '--scores', asked.output, asked, findings);
  if (!truths || !answers) throw refused('The files cannot be joined:', findings);
  return joinTables(truths, answers, asked.sensitive ?? []);
};

const fromCapture = (
  labels: string,
  scores: string,
  { classes, sensitive = [], features = [], output }: Asked,
): Labelled => {
  const beside = sensitive.filter((name) => features.includes(name));
  const shape = { features: beside.length > 0 ? features : [], output, classes, probabilities: true };
  const joined = joinLabels(scores.split('\n'), labels.split('\n'), shape, beside);
  return { ...joined, ...(classes && { classes }) };
};

const joinTables = (labels: QualityColumns, scores: QualityColumns, sensitive: readonly string[]): Labelled => {
  const answered = scores.values.length;
  const rows = labels.ids && scores.ids ? byId(labels.ids, scores.ids) : byRow(labels.values.length, answered);
  const groups = sensitive.flatMap((name): [string, string[]][] => {
    const [own, other] = [labels.beside.get(name), scores.beside.get(name)];
    if (own) return [[name, cellsAt(own, rows.labels)]];
    return other ? [[name, cellsAt(other, rows.answers)]] : [];
  });
  return {
    labels: cellsAt(labels.values, rows.labels),
    answers: cellsAt(scores.values, rows.answers),
    answered,
    unmatched: (labels.ids ? new Set(labels.ids).size : labels.values.length) - rows.labels.length,
    malformed: { count: 0, samples: [] },
    groups: new Map(groups),
    delays: delaysOf(labels.times, scores.times, rows),
    ...(scores.classes && { classes: scores.classes }),
  };
};

/** Rows of both files that belong together, side by side; a row of labels is there once at most. */
interface JoinedRows {
  readonly labels: readonly number[];
  readonly answers: readonly number[];
}

const cellsAt = (cells: readonly string[], rows: readonly number[]): string[] =>
  rows.map((row) => cells[row] as string);

const delaysOf = (
  labelled: QualityColumns['times'],
  answered: QualityColumns['times'],
  rows: JoinedRows,
): readonly number[] => {
  if (!labelled || !answered) return [];
  return rows.labels
    .map(
      (label, i) => (Date.parse(labelled[label] ?? '') - Date.parse(answered[rows.answers[i] as number] ?? '')) / 1000,
    )
    .filter((delay) => delay >= 0);
};

// As in capture files: the last label of an id counts, and an answer that is there twice counts once.
const byId = (labels: readonly string[], answers: readonly string[]): JoinedRows => {
  const truths = new Map(labels.map((id, i) => [id, i]));
  const seen = new Set<string>();
  const rows = { labels: [] as number[], answers: [] as number[] };
  for (const [i, id] of answers.entries()) {
    const label = truths.get(id);
    if (label === undefined || seen.has(id)) continue;
    seen.add(id);
    rows.labels.push(label);
    rows.answers.push(i);
  }
  return rows;
};

const byRow = (labels: number, answers: number): JoinedRows => {
  if (labels !== answers)
    throw refused('The files cannot be joined:', [
      {
        path: '--labels, --scores',
        code: 'lengths',
        message: `${labels} labels and ${answers} scores, without a column of ids that both have`,
        expected: 'a column of ids in both, such as inferenceId, or as many rows',
      },
    ]);
  const rows = Array.from({ length: labels }, (_, i) => i);
  return { labels: rows, answers: rows };
};

const isJson = (text: string): boolean => text.trimStart().startsWith('{');
