import { parseCsv } from '../../shared/kernel/csv.ts';
import type { Table } from './data-file.ts';
import { Complaint } from './terminal.ts';

type Json = Record<string, unknown>;

/**
 * The inputs of captured records as a table, when their bodies are CSV: columns named by their place, as nothing in a
 * body names them.
 */
export const captureRows = (objects: readonly Json[]): Table => {
  const rows = objects.flatMap((object) => csvBody(object)).flatMap((body) => parseCsv(body).records);
  const width = rows[0]?.cells.length;
  if (width === undefined)
    throw new Complaint('The bodies of this capture are not CSV; say with --manifest which features the model reads.');
  return { names: Array.from({ length: width }, (_, i) => `f${i + 1}`), rows: rows.map(({ cells }) => cells) };
};

const csvBody = (record: Json): string[] => {
  const { endpointInput } = (record.captureData ?? {}) as { endpointInput?: { data?: unknown; encoding?: unknown } };
  if (typeof endpointInput?.data !== 'string') return [];
  if (endpointInput.encoding === 'CSV') return [endpointInput.data];
  const text = endpointInput.encoding === 'BASE64' ? Buffer.from(endpointInput.data, 'base64').toString() : '{';
  return /^\s*[[{]/.test(text) ? [] : [text];
};
