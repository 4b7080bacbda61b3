import type { NumericCounter } from '../numeric-counter.ts';
import type { CellCodes } from './cell-codes.ts';
import type { Cells } from './scan-row.ts';

/** Where the cells of a column go. */
export type ColumnSink =
  | { readonly kind: 'numeric'; readonly into: Pick<NumericCounter, 'addValues'> }
  | { readonly kind: 'category'; readonly codes: CellCodes };

/** Rows gathered so that each column is counted in one go: its bins stay in the nearest cache meanwhile. */
export interface RowBlock {
  readonly cells: Cells;
  /** Rows that are certain to count. */
  readonly fill: number;
  /** Takes the next so many rows for certain. */
  commit(rows: number): void;
  /** Passes all rows on; needed before anything else is counted, so that the order stays that of the traffic. */
  flush(): void;
}

/** Rows that go on together: the more, the seldomer the bins of a column are brought back from a far cache. */
const FULL = 8192;
const FEWEST = 2048;

export const rowBlock = (cells: Cells, sinks: readonly ColumnSink[], counted: (rows: number) => void): RowBlock => {
  const { values, stride, capacity } = cells;
  // More fit in than go on together, for records of many rows.
  const full = Math.min(FULL, Math.max(FEWEST, capacity / 4));
  let fill = 0;
  const flush = (): void => {
    if (fill === 0) return;
    for (const [column, sink] of sinks.entries()) {
      const [from, to] = [column * stride, column * stride + fill];
      if (sink.kind === 'numeric') sink.into.addValues(values, from, to);
      else sink.codes.count(values, from, to);
    }
    counted(fill);
    fill = 0;
  };
  return {
    cells,
    get fill() {
      return fill;
    },
    commit(rows) {
      fill += rows;
      if (fill >= full) flush();
    },
    flush,
  };
};
