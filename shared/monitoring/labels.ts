import { parseCsv } from '../kernel/csv.ts';
import type { Cell } from './cells.ts';

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
