import type { ColumnCounter } from '../window.ts';
import { cellCodes } from './cell-codes.ts';
import type { ColumnSink } from './row-block.ts';
import type { ColumnScan } from './scan-row.ts';

/** Distinct cells of a column whose bytes are remembered: the known categories, the new ones, and odd ways to write them. */
const MOST_CELLS = 4096;

/** Each column's counter, reached by blocks of rows. */
export const columnSinks = (counters: readonly ColumnCounter[]): ColumnSink[] =>
  counters.map((counter) =>
    counter.kind === 'numeric'
      ? { kind: 'numeric', into: counter }
      : { kind: 'category', into: counter, codes: cellCodes(counter, MOST_CELLS) },
  );

/** How the cells of those columns are read, in the same order. */
export const scansOf = (sinks: readonly ColumnSink[]): ColumnScan[] =>
  sinks.map((sink, column) =>
    sink.kind === 'numeric' ? { kind: 'numeric', column } : { kind: 'category', column, codes: sink.codes },
  );
