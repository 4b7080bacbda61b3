import { parseCsv } from '../kernel/csv.ts';
import { counted } from '../kernel/figures.ts';
import { type Body, type CaptureShape, Unreadable } from './capture-shape.ts';
import type { Cell } from './cells.ts';

/** Names under which serving containers put their rows, and their answers. */
const ROW_KEYS = ['instances', 'inputs', 'data', 'rows', 'dataframe_records'];
const ANSWER_KEYS = ['predictions', 'outputs', 'results', 'data'];
const SCORE_KEYS = ['score', 'probability', 'probabilities', 'prediction', 'predicted_label', 'output'];

/** The rows of a request, cells in the order of the features. @throws Unreadable */
export const readInputs = (body: Body, { features }: CaptureShape): Cell[][] =>
  body.json ? documents(body.text).flatMap((document) => jsonRows(document, features)) : csvRows(body.text, features);

/** One prediction for each row of a request with `asked` rows. @throws Unreadable */
export const readOutputs = (body: Body, shape: CaptureShape, asked?: number): Cell[] => {
  if (body.json)
    return documents(body.text).flatMap((document, _, all) =>
      jsonAnswers(document, shape, all.length === 1 ? asked : 1),
    );
  const records = csv(body.text);
  const only = records[0];
  // XGBoost's container answers a batch with all scores on one line.
  if (records.length === 1 && only && asked !== undefined && asked > 1 && only.length === asked) return only;
  return records.map((cells) => answerOf(cells, shape));
};

const csv = (text: string): Cell[][] => {
  const { records, unterminated } = parseCsv(text);
  if (unterminated !== undefined)
    throw new Unreadable(`the quote opened on line ${unterminated} of the body never closes`);
  if (records.length === 0) throw new Unreadable('the body is empty');
  return records.map(({ cells }) => [...cells]);
};

const csvRows = (text: string, features: readonly string[]): Cell[][] => {
  const records = csv(text);
  const header = records[0]?.every((cell, i) => cell === features[i]) ?? false;
  const rows = header ? records.slice(1) : records;
  return rows.map((cells) => width(cells, features));
};

const width = (cells: Cell[], features: readonly string[]): Cell[] => {
  if (cells.length === features.length) return cells;
  throw new Unreadable(`a row has ${counted(cells.length, 'cell')}, the model reads ${features.length}`);
};

// JSON, or JSON Lines: one document per line.
const documents = (text: string): unknown[] => {
  try {
    return [JSON.parse(text) as unknown];
  } catch {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    try {
      return lines.map((line) => JSON.parse(line) as unknown);
    } catch {
      throw new Unreadable('the body is not JSON');
    }
  }
};

const jsonRows = (document: unknown, features: readonly string[]): Cell[][] => {
  if (Array.isArray(document)) {
    return document.every(isFlat) ? [width(document, features)] : document.map((row) => jsonRow(row, features));
  }
  const split = isObject(document) ? document.dataframe_split : undefined;
  if (isObject(split) && Array.isArray(split.columns) && Array.isArray(split.data)) {
    const { columns } = split;
    return split.data.map((row: unknown[]) =>
      jsonRow(Object.fromEntries(columns.map((name, i) => [name, row[i]])), features),
    );
  }
  const rows = wrapped(document, ROW_KEYS);
  return rows ? jsonRows(rows, features) : [jsonRow(document, features)];
};

const jsonRow = (row: unknown, features: readonly string[]): Cell[] => {
  if (Array.isArray(row)) return width(row.map(flat), features);
  if (!isObject(row)) throw new Unreadable('a row is neither a list nor an object');
  if (Array.isArray(row.features)) return jsonRow(row.features, features);
  if (!features.some((name) => Object.hasOwn(row, name)))
    throw new Unreadable('a row has none of the features the model reads');
  return features.map((name) => flat(Object.hasOwn(row, name) ? row[name] : undefined));
};

const jsonAnswers = (document: unknown, shape: CaptureShape, asked?: number): Cell[] => {
  const keys = [...(shape.output ? [shape.output] : []), ...ANSWER_KEYS];
  const answers = Array.isArray(document) ? (document as unknown[]) : wrapped(document, keys);
  if (!answers) return [jsonAnswer(document, shape)];
  // A flat list that answers one row is its probabilities, not many answers.
  const single = asked === 1 && answers.length > 1 && answers.every(isFlat);
  return single ? [answerOf(answers.map(flat), shape)] : answers.map((answer) => jsonAnswer(answer, shape));
};

const jsonAnswer = (answer: unknown, shape: CaptureShape): Cell => {
  if (Array.isArray(answer)) return answerOf(answer.map(flat), shape);
  if (!isObject(answer)) return flat(answer);
  const key = [shape.output, ...SCORE_KEYS].find((name) => name !== undefined && Object.hasOwn(answer, name));
  if (key === undefined) throw new Unreadable('an answer has no field the model is known to give');
  return jsonAnswer(answer[key], shape);
};

// A probability for each class gives the most probable class; of two without names, the second is that of "yes".
const answerOf = (cells: readonly Cell[], { classes, probabilities }: CaptureShape): Cell => {
  if (cells.length === 1) return cells[0];
  if (probabilities && classes?.length === cells.length) return cells.join(',');
  if (classes?.length === cells.length) {
    const chances = cells.map(Number);
    return classes[chances.indexOf(Math.max(...chances))];
  }
  if (cells.length === 2) return cells[1];
  throw new Unreadable(`an answer has ${cells.length} values`);
};

const wrapped = (document: unknown, keys: readonly string[]): unknown[] | undefined => {
  if (!isObject(document)) return undefined;
  const key = keys.find((name) => Array.isArray(document[name]));
  return key === undefined ? undefined : (document[key] as unknown[]);
};

const flat = (value: unknown): Cell => {
  if (isFlat(value)) return value;
  throw new Unreadable('a cell holds a list or an object');
};

const isFlat = (value: unknown): value is Cell => value === null || typeof value !== 'object';
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
