import { cellFromText } from './cells.ts';
import type { Cell, Column } from './columns.ts';
import { Refusal } from './refusal.ts';

/** Rows of a CSV request without header (RFC 4180), one cell per column in the order of the columns. */
export const rowsFromCsv = (text: string, columns: readonly Column[]): Cell[][] => {
  const lines = records(text);
  if (lines.length === 0) throw new Refusal('the request has no rows');
  return lines.map((fields, i) => {
    if (fields.length !== columns.length) {
      const names = columns.map((column) => column.name).join(', ');
      throw new Refusal(
        `row ${i + 1} has ${fields.length} values where the model reads ${columns.length} columns: ${names}`,
      );
    }
    return columns.map((column, c) => cellFromText(fields[c] ?? '', column, i + 1));
  });
};

/** Fields of each line; empty lines are passed over. Quoted fields may hold commas, line breaks and doubled quotes. */
const records = (text: string): string[][] => {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  let started = false;
  const endRow = () => {
    if (started || row.length > 0) rows.push([...row, field]);
    row = [];
    field = '';
    started = false;
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') field += c;
      else if (text[i + 1] === '"') field += text[++i];
      else quoted = false;
    } else if (c === '"' && field === '') {
      quoted = true;
      started = true;
    } else if (c === ',') {
      row.push(field);
      field = '';
    } else if (c === '\n') endRow();
    else if (c !== '\r' || text[i + 1] !== '\n') {
      field += c;
      started = true;
    }
  }
  if (quoted) throw new Refusal(`row ${rows.length + 1} opens a quote that is never closed`);
  endRow();
  return rows;
};
