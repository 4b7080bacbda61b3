import { parseCsv } from '../kernel/csv.ts';
import { readCapture } from './capture.ts';
import type { CaptureShape } from './capture-shape.ts';
import type { Cell } from './cells.ts';
import type { Malformed } from './schema.ts';

/** The truth about one request, in the order of its rows. It often comes days after the answer. */
interface Label {
  /** The inference id of the request where it had one, else its event id. */
  readonly id: string;
  readonly values: readonly Cell[];
}

export type LabelReading =
  | { readonly kind: 'label'; readonly label: Label }
  | { readonly kind: 'malformed'; readonly reason: string; readonly eventId?: string };

/** Reads one line of SageMaker's ground truth format: CSV, JSON or base64, one value for each row of the request. */
export const readLabel = (line: string): LabelReading => {
  const record = object(json(line));
  const truth = object(record?.groundTruthData);
  const id = object(record?.eventMetadata)?.eventId;
  if (!truth || typeof id !== 'string' || id === '')
    return { kind: 'malformed', reason: 'the line has no groundTruthData with an eventId' };
  const values = valuesOf(truth);
  return values.length > 0
    ? { kind: 'label', label: { id, values } }
    : { kind: 'malformed', reason: 'the ground truth cannot be read', eventId: id };
};

/** Answers and what turned out to be true, row by row, and how complete that is. */
export interface LabelledAnswers {
  readonly labels: readonly Cell[];
  readonly answers: readonly Cell[];
  /** Rows answered in the window, whether their label has come or not. */
  readonly answered: number;
  /** Labels that belong to no answer of the window, or to one with another number of rows. */
  readonly unmatched: number;
  readonly malformed: Malformed;
  /** Values of the features asked for beside them, row by row. */
  readonly groups: ReadonlyMap<string, readonly Cell[]>;
  /** Seconds from each answer to its label, where both times are known. */
  readonly delays: readonly number[];
}

/** A line of labels, and when it came where that is known: the time of its file. */
export type LabelLine = string | { readonly line: string; readonly at: string };

const MOST_SAMPLES = 5;

/**
 * Joins captured answers with late labels on the inference id, else on the event id. The last label of an id counts:
 * labels may be corrected. An answer that was captured twice counts once. `beside` names features whose values are wanted
 * too, such as sensitive attributes; they must be among those of the shape.
 */
export const joinLabels = (
  captured: Iterable<string>,
  labelled: Iterable<LabelLine>,
  shape: CaptureShape,
  beside: readonly string[] = [],
): LabelledAnswers => {
  const truths = new Map<string, { readonly values: readonly Cell[]; readonly at?: string }>();
  const malformed = { count: 0, samples: [] as Malformed['samples'] };
  const complain = (reason: string, eventId?: string) => {
    malformed.count++;
    if (malformed.samples.length < MOST_SAMPLES) malformed.samples.push({ reason, ...(eventId && { eventId }) });
  };
  for (const one of labelled) {
    const { line, at } = typeof one === 'string' ? { line: one } : one;
    if (line.trim() === '') continue;
    const reading = readLabel(line);
    if (reading.kind === 'malformed') complain(reading.reason, reading.eventId);
    else truths.set(reading.label.id, { values: reading.label.values, at });
  }
  const [labels, answers]: [Cell[], Cell[]] = [[], []];
  const wanted = beside.map((name) => ({ name, column: shape.features.indexOf(name), values: [] as Cell[] }));
  const delays: number[] = [];
  const seen = new Set<string>();
  const used = new Set<string>();
  let answered = 0;
  for (const line of captured) {
    if (line.trim() === '') continue;
    const reading = readCapture(line, shape);
    if (reading.kind === 'malformed') {
      complain(reading.reason, reading.eventId);
      continue;
    }
    const { rows, eventId, inferenceId, inferenceTime } = reading;
    if (eventId !== undefined && seen.has(eventId)) continue;
    if (eventId !== undefined) seen.add(eventId);
    answered += rows.length;
    const id = inferenceId || eventId;
    const truth = id === undefined ? undefined : truths.get(id);
    if (id === undefined || truth?.values.length !== rows.length) continue;
    used.add(id);
    const delay = (Date.parse(truth.at ?? '') - Date.parse(inferenceTime ?? '')) / 1000;
    rows.forEach(({ inputs, output }, i) => {
      labels.push(truth.values[i]);
      answers.push(output);
      for (const { column, values } of wanted) values.push(inputs?.[column]);
      if (delay >= 0) delays.push(delay);
    });
  }
  return {
    labels,
    answers,
    answered,
    unmatched: truths.size - used.size,
    malformed,
    groups: new Map(wanted.map(({ name, values }) => [name, values])),
    delays,
  };
};

const valuesOf = ({ data, encoding }: Record<string, unknown>): Cell[] => {
  const text = encoding === 'BASE64' ? Buffer.from(String(data), 'base64').toString() : data;
  if (encoding !== 'JSON' && typeof text === 'string')
    return parseCsv(text).records.flatMap(({ cells }) => cells.slice(0, 1));
  const value = typeof text === 'string' ? json(text) : text;
  const values: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return values.every((one): one is Cell => one === null || typeof one !== 'object') ? [...values] : [];
};

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const object = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
