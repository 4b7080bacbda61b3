import type { CategoryCounter } from '../category-counter.ts';
import type { NumericCounter } from '../numeric-counter.ts';
import type { CellCodes } from './cell-codes.ts';
import type { Cells } from './scan-row.ts';

/** Where the cells of a column go. */
export type ColumnSink =
  | { readonly kind: 'numeric'; readonly into: Pick<NumericCounter, 'addValues'> }
  | { readonly kind: 'category'; readonly into: Pick<CategoryCounter, 'addSlots'>; readonly codes: CellCodes };

/** Rows gathered so that each column is counted in one go: its bins stay in the nearest cache meanwhile. */
export interface RowBlock {
  readonly cells: Cells;
  /** Rows that are certain to count. */
  readonly fill: number;
  /** Takes the next so many rows for certain. */
  commit(rows: number): void;
  /** Makes place for longer records; false when they would need too much. */
  widen(): boolean;
  /** Passes all rows on; needed before anything else is counted, so that the order stays that of the traffic. */
  flush(): void;
}

const FULL = 2048;
const WIDEST = 32_768;

export const rowBlock = (sinks: readonly ColumnSink[], counted: (rows: number) => void): RowBlock => {
  const cellsFor = (capacity: number): Cells => ({ values: new Float64Array(sinks.length * capacity), capacity });
  let cells = cellsFor(2 * FULL);
  let fill = 0;
  const flush = (): void => {
    if (fill === 0) return;
    const { values, capacity } = cells;
    for (const [column, sink] of sinks.entries()) {
      const [from, to] = [column * capacity, column * capacity + fill];
      if (sink.kind === 'numeric') sink.into.addValues(values, from, to);
      else {
        sink.codes.settle(values, from, to);
        sink.into.addSlots(values, from, to);
      }
    }
    counted(fill);
    fill = 0;
  };
  return {
    get cells() {
      return cells;
    },
    get fill() {
      return fill;
    },
    commit(rows) {
      fill += rows;
      if (fill >= FULL) flush();
    },
    widen() {
      if (cells.capacity >= WIDEST) return false;
      flush();
      cells = cellsFor(cells.capacity * 4);
      return true;
    },
    flush,
  };
};
