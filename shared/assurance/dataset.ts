import type { Finding } from '../registry/schema.ts';
import { type ColumnShape, fillColumns, type TypedColumn } from './dataset-columns.ts';
import { readRecords } from './dataset-records.ts';

/** A table in memory, column by column. */
export interface Dataset {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, TypedColumn>;
}

export type DatasetReading =
  | { readonly kind: 'readable'; readonly dataset: Dataset }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/** Enough to see what is wrong with a file; the rest is counted. */
const MOST_FINDINGS = 50;

/**
 * Reads a holdout or baseline file, CSV with a header or JSON Lines by its name, into the columns asked for; others are
 * ignored. Everything wrong with it is reported at once, with row (the header is row 1) and column.
 */
export const readDataset = (name: string, text: string, shapes: readonly ColumnShape[]): DatasetReading => {
  const { records, findings: unreadable } = readRecords(name, text);
  if (unreadable.length > 0 && records.length === 0) return { kind: 'refused', findings: limited(unreadable) };
  const { columns, findings } = fillColumns(name, records, shapes);
  const all = [...unreadable, ...findings];
  return all.length > 0
    ? { kind: 'refused', findings: limited(all) }
    : { kind: 'readable', dataset: { rows: records.length, columns } };
};

const limited = (findings: readonly Finding[]): Finding[] =>
  findings.length <= MOST_FINDINGS
    ? [...findings]
    : [
        ...findings.slice(0, MOST_FINDINGS),
        { path: '', code: 'more', message: `and ${findings.length - MOST_FINDINGS} more of such problems` },
      ];
