import type { InputFeature } from '../registry/manifest.ts';

export type Cell = string | number | undefined;

/**
 * What a model answered for each row: one number, or one for each class. CSV lines, or JSON `{"predictions": [...]}` or a
 * bare array. Whatever is not a number, empty cells and null included, is NaN: it must not pass for a zero.
 */
export const readAnswers = (body: string, contentType: string): readonly (readonly number[])[] => {
  if (contentType.startsWith('application/json')) {
    const rows = predictionsOf(jsonOf(body));
    return rows.map((row) => (Array.isArray(row) ? row.map(numberOf) : [numberOf(row)]));
  }
  return body
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(',').map(numberOf));
};

const predictionsOf = (parsed: unknown): readonly unknown[] => {
  const rows = Array.isArray(parsed) ? parsed : (parsed as { predictions?: unknown } | null)?.predictions;
  return Array.isArray(rows) ? rows : [];
};

const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const numberOf = (value: unknown): number => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : Number.NaN;
};

/** Rows as the body of a request, columns in the order of the signature. */
export const requestBody = (
  inputs: readonly InputFeature[],
  rows: readonly (readonly Cell[])[],
  contentType: string,
): string => {
  if (contentType === 'application/json') {
    return JSON.stringify({
      instances: rows.map((row) => Object.fromEntries(inputs.map(({ name }, i) => [name, row[i] ?? null]))),
    });
  }
  return `${rows.map((row) => row.map(csvCell).join(',')).join('\n')}\n`;
};

const csvCell = (cell: Cell): string => {
  const text = cell === undefined || Number.isNaN(cell) ? '' : String(cell);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
