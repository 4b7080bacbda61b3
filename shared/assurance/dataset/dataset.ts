import type { Finding } from '../../registry/schema.ts';
import { type ColumnShape, fillColumns, type TypedColumn } from './columns.ts';
import { readTable } from './read-table.ts';

/** A table in memory, column by column. */
export interface Dataset {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, TypedColumn>;
}

export type DatasetReading =
  | { readonly kind: 'readable'; readonly dataset: Dataset }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/** Enough to see what is wrong with a file; the rest is counted. */
const MOST_FINDINGS = 100;

/**
 * Reads a holdout or baseline file (CSV with a header, JSON lines, Parquet) into the columns asked for; others are
 * ignored. Everything wrong with it is reported at once, with row and column: of text files the row is the line (a header
 * is row 1), of Parquet it counts from 1.
 */
export const readDataset = (name: string, bytes: Buffer, shapes: readonly ColumnShape[]): DatasetReading => {
  const { table, findings: unreadable } = readTable(name, bytes);
  if (!table || (table.rows === 0 && unreadable.length > 0)) return { kind: 'refused', findings: limited(unreadable) };
  const { columns, findings } = fillColumns(name, table, shapes);
  const all = [...unreadable, ...findings];
  return all.length > 0
    ? { kind: 'refused', findings: limited(all) }
    : { kind: 'readable', dataset: { rows: table.rows, columns } };
};

const limited = (findings: readonly Finding[]): Finding[] =>
  findings.length <= MOST_FINDINGS
    ? [...findings]
    : [
        ...findings.slice(0, MOST_FINDINGS),
        { path: '', code: 'more', message: `and ${findings.length - MOST_FINDINGS} more of such problems` },
      ];
