import type { CategoryCounter } from '../category-counter.ts';
import type { Row } from '../cells.ts';
import { bestEngine } from '../engine/best-engine.ts';
import type { Engine, EngineSize } from '../engine/engine.ts';
import type { NumericCounter } from '../numeric-counter.ts';
import type { BaselineProfile, WindowCounts } from '../schema.ts';
import { windowCounter } from '../window.ts';
import type { UnitCounts } from '../window-sum.ts';
import { cellCodes } from './cell-codes.ts';
import type { NumberColumn } from './number-column.ts';
import { type ColumnSink, type RowBlock, rowBlock } from './row-block.ts';
import type { ColumnScan } from './scan-row.ts';

/** What takes the rows of a file: plain ones by the block, any other one by one. The order is that of the file. */
export interface RowTarget {
  /** Names of the features, and of the output where one is expected. */
  readonly features: readonly string[];
  readonly output?: string;
  readonly classes?: readonly string[];
  readonly engine: Engine;
  readonly block: RowBlock;
  /** How the cells of each feature are read, and those of the output. */
  readonly inputScans: readonly ColumnScan[];
  readonly outputScan: ColumnScan;
  /** The columns themselves, the output last, for files that lie column by column; `addedRows` says how many rows they got. */
  readonly columns: readonly BlockColumn[];
  addedRows(count: number): void;
  /** Says that so many of the rows, other than one, came in one record. */
  addedRecord(rows: number): void;
  add(row: Row): void;
  addMalformed(reason: string, eventId?: string): void;
}

/** A target that counts. */
export interface WindowTarget extends RowTarget {
  /** Hands over what was counted since the last time; `figures` of an earlier unit may be used again. */
  unit(figures?: UnitCounts['figures']): UnitCounts;
  /** All that was counted and not handed over. */
  counts(): WindowCounts;
}

/** Distinct cells of a column whose bytes are remembered: the known categories, the new ones, and odd ways to write them. */
const MOST_CELLS = 4096;

/** Counts rows against a profile. Numeric columns that `kept` has a place for, the output's last, keep their values there. */
export const windowTarget = (
  profile: BaselineProfile,
  engineFor: (size: EngineSize) => Engine = bestEngine,
  kept: readonly (Kept | undefined)[] = [],
): WindowTarget => {
  const all = [...profile.features, ...(profile.prediction ? [profile.prediction] : [])];
  const edges = all.reduce((sum, column) => sum + (column.kind === 'numeric' ? column.edges.length + 1 : 0), 0);
  const engine = engineFor({ columns: all.length, edges });
  const counter = windowCounter(profile, engine);
  const target = rowTarget(
    { features: profile.features.map(({ name }) => name), output: profile.prediction?.name, classes: profile.classes },
    [...counter.features, ...(counter.prediction ? [counter.prediction] : [])].map((column, i) =>
      keeping(column, kept[i]),
    ),
    {
      ...counter,
      add(row) {
        counter.add(row);
        for (const [i, values] of kept.entries())
          values?.add(i < profile.features.length ? row.inputs?.[i] : row.output);
      },
    },
    engine,
  );
  const settled = <T>(taken: () => T): T => {
    target.block.flush();
    const counts = taken();
    for (const scan of [...target.inputScans, target.outputScan])
      if (scan.kind === 'category') scan.codes.forgetSlots();
    return counts;
  };
  return {
    ...target,
    unit: (figures) => settled(() => counter.unit(figures)),
    counts: () => settled(counter.counts),
  };
};

/** Where the values of a column are kept beside its counts. */
type Kept = Pick<NumberColumn, 'add' | 'addValues'>;

const keeping = (column: BlockColumn, kept: Kept | undefined): BlockColumn =>
  column.kind === 'category' || !kept
    ? column
    : {
        kind: 'numeric',
        addValues(values, from, to) {
          column.addValues(values, from, to);
          kept.addValues(values, from, to);
        },
      };

/** A target whose columns are these, the output last. */
export const rowTarget = (
  names: Pick<RowTarget, 'features' | 'output' | 'classes'>,
  columns: readonly BlockColumn[],
  rows: Pick<RowTarget, 'add' | 'addMalformed' | 'addedRows' | 'addedRecord'>,
  engine: Engine,
): RowTarget => {
  const sinks = columns.map(
    (column): ColumnSink =>
      column.kind === 'numeric'
        ? { kind: 'numeric', into: column }
        : { kind: 'category', codes: cellCodes(column, MOST_CELLS) },
  );
  const scans = sinks.map(
    (sink, column): ColumnScan =>
      sink.kind === 'numeric' ? { kind: 'numeric', column } : { kind: 'category', column, codes: sink.codes },
  );
  const block = rowBlock(engine.cells(columns.length), sinks, rows.addedRows);
  return {
    ...names,
    engine,
    block,
    inputScans: scans.slice(0, names.features.length),
    outputScan: scans[names.features.length] ?? { kind: 'ignored' },
    add(row) {
      block.flush();
      rows.add(row);
    },
    columns,
    addedRows: rows.addedRows,
    addedRecord: rows.addedRecord,
    addMalformed: rows.addMalformed,
  };
};

/** A column that takes its cells by the block. */
export type BlockColumn =
  | ({ readonly kind: 'numeric' } & Pick<NumericCounter, 'addValues'>)
  | ({ readonly kind: 'category' } & Pick<CategoryCounter, 'addSlots' | 'addTimes' | 'slotOf' | 'settledSlotOf'>);
