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
  const pairs = labels.ids && scores.ids ? byId(labels.ids, scores.ids) : byRow(labels.values.length, answered);
  const groups = sensitive.flatMap((name): [string, string[]][] => {
    const [own, other] = [labels.beside.get(name), scores.beside.get(name)];
    if (own) return [[name, pairs.map(([label]) => own[label] as string)]];
    return other ? [[name, pairs.map(([, answer]) => other[answer] as string)]] : [];
  });
  const delays = pairs
    .map(
      ([label, answer]) => (Date.parse(labels.times?.[label] ?? '') - Date.parse(scores.times?.[answer] ?? '')) / 1000,
    )
    .filter((delay) => delay >= 0);
  return {
    labels: pairs.map(([label]) => labels.values[label]),
    answers: pairs.map(([, answer]) => scores.values[answer]),
    answered,
    unmatched:
      (labels.ids ? new Set(labels.ids).size : labels.values.length) - new Set(pairs.map(([label]) => label)).size,
    malformed: { count: 0, samples: [] },
    groups: new Map(groups),
    delays,
    ...(scores.classes && { classes: scores.classes }),
  };
};

type Pair = readonly [label: number, answer: number];

// As in capture files: the last label of an id counts, and an answer that is there twice counts once.
const byId = (labels: readonly string[], answers: readonly string[]): Pair[] => {
  const truths = new Map(labels.map((id, i) => [id, i]));
  const firsts = new Map(answers.map((id, i) => [id, i] as const).reverse());
  return answers.flatMap((id, i): Pair[] => {
    const label = truths.get(id);
    return label !== undefined && firsts.get(id) === i ? [[label, i]] : [];
  });
};

const byRow = (labels: number, answers: number): Pair[] => {
  if (labels !== answers)
    throw refused('The files cannot be joined:', [
      {
        path: '--labels, --scores',
        code: 'lengths',
        message: `${labels} labels and ${answers} scores, without a column of ids that both have`,
        expected: 'a column of ids in both, such as inferenceId, or as many rows',
      },
    ]);
  return Array.from({ length: labels }, (_, i): Pair => [i, i]);
};

const isJson = (text: string): boolean => text.trimStart().startsWith('{');
