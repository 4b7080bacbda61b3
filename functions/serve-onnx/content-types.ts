import type { Cell, Column } from './columns.ts';
import { rowsFromCsv } from './csv.ts';
import { rowsFromJson } from './json.ts';
import type { Prediction } from './predictions.ts';
import { Refusal } from './refusal.ts';

export type ContentType = 'text/csv' | 'application/json';

/** The content type of a request. A charset or other parameter is passed over. */
export const requestType = (header: string | undefined): ContentType => {
  const type = mediaType(header ?? '');
  if (type === 'text/csv' || type === 'application/json') return type;
  throw new Refusal(`the content type is ${type || 'missing'}: send text/csv or application/json`, 415);
};

/** The content type of the answer: the first accepted one that we speak, or the request's own. */
export const responseType = (accept: string | undefined, request: ContentType): ContentType => {
  const accepted = (accept ?? '*/*').split(',').map(mediaType);
  const spoken = accepted.find((type) => type === 'text/csv' || type === 'application/json');
  if (spoken) return spoken as ContentType;
  if (accepted.some((type) => type === '*/*' || type === '')) return request;
  throw new Refusal(`no answer as ${accept}: ask for text/csv or application/json`, 406);
};

export const readRows = (type: ContentType, body: string, columns: readonly Column[]): Cell[][] =>
  type === 'text/csv' ? rowsFromCsv(body, columns) : rowsFromJson(body, columns);

/** CSV: one line per row, the probabilities of several classes side by side. JSON: `{"predictions": [...]}`. */
export const writePredictions = (type: ContentType, predictions: readonly Prediction[]): string =>
  type === 'text/csv'
    ? `${predictions.map((prediction) => [prediction].flat().join(',')).join('\n')}\n`
    : JSON.stringify({ predictions });

const mediaType = (header: string): string => (header.split(';')[0] ?? '').trim().toLowerCase();
