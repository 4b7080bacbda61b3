import { parseCsv } from '../../shared/kernel/csv.ts';
import { joinLabels, type LabelledAnswers } from '../../shared/monitoring/labels.ts';
import { Complaint } from './terminal.ts';

const IDS = ['inferenceId', 'eventId', 'id', 'inference_id', 'event_id'];

/**
 * Labels and answers of two files, joined: ground truth with Data Capture lines by their ids; CSV files by the column of
 * ids that both have, else row by row.
 */
export const labelledAnswers = (labels: string, scores: string): LabelledAnswers => {
  const [captured, labelled] = [isJson(scores), isJson(labels)];
  if (captured && labelled) return joinLabels(scores.split('\n'), labels.split('\n'), { features: [] });
  if (captured || labelled)
    throw new Complaint('Give two CSV files, or two files of JSON lines: ground truth and Data Capture.');
  return joinTables(
    columns(labels, 'labels', /label|target|truth|outcome/i),
    columns(scores, 'scores', /score|prob|pred/i),
  );
};

interface Columns {
  readonly ids?: readonly string[];
  readonly idName?: string;
  readonly values: readonly string[];
}

const columns = (text: string, role: string, likely: RegExp): Columns => {
  const [header, ...rows] = parseCsv(text).records.map(({ cells }) => cells);
  if (!header || rows.length === 0) throw new Complaint(`The file of ${role} needs a header and at least one row.`);
  const names = header.map((name) => name.trim());
  const idName = IDS.find((name) => names.includes(name));
  const others = names.filter((name) => name !== idName);
  const chosen = others.length === 1 ? others[0] : others.find((name) => likely.test(name));
  if (chosen === undefined)
    throw new Complaint(`Which column of ${names.join(', ')} holds the ${role}? Leave one beside the ids.`);
  const column = (name: string) => rows.map((cells) => cells[names.indexOf(name)] ?? '');
  return { values: column(chosen), ...(idName && { idName, ids: column(idName) }) };
};

const joinTables = (labels: Columns, scores: Columns): LabelledAnswers => {
  const malformed = { count: 0, samples: [] };
  const answered = scores.values.length;
  if (!labels.ids || !scores.ids) {
    if (labels.values.length !== answered)
      throw new Complaint(
        `${labels.values.length} labels and ${answered} scores: without a column of ids they must be as many.`,
      );
    return { labels: labels.values, answers: scores.values, answered, unmatched: 0, malformed };
  }
  const truths = new Map(labels.ids.map((id, i) => [id, labels.values[i]]));
  const matched = scores.ids.map((id, i) => ({ id, answer: scores.values[i] })).filter(({ id }) => truths.has(id));
  return {
    labels: matched.map(({ id }) => truths.get(id)),
    answers: matched.map(({ answer }) => answer),
    answered,
    unmatched: truths.size - new Set(matched.map(({ id }) => id)).size,
    malformed,
  };
};

const isJson = (text: string): boolean => text.trimStart().startsWith('{');
