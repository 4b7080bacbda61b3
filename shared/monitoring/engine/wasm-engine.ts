import { type CellCodes, REFUSED } from '../bytes/cell-codes.ts';
import { numericCell } from '../bytes/decimal.ts';
import { type Cells, type ColumnScan, rowScanner } from '../bytes/scan-row.ts';
import { SLACK, sourceOf } from '../bytes/source.ts';
import { type Engine, type EngineSize, extentOf, LONGEST_LINE } from './engine.ts';
import { typescriptEngine } from './typescript-engine.ts';
import { wasmBins } from './wasm-bins.ts';
import { instantiate } from './wasm-module.ts';
import { wasmRecords } from './wasm-records.ts';

const PAGE = 64 * 1024;
/** The lower end of the memory belongs to the module. */
const FIRST_FREE = 4096;
const LINE = 64;

/** Short cells of a category that are known by their bytes, and how many places there are for them. */
const MOST_REMEMBERED = 2048;
const PLACES = 4096;
const PLACE_BYTES = 32;
const LONGEST_KEY = 16;

/** Values from elsewhere that are counted at a time. */
const DESK = 2048;

/** How many ends are noted at a time beyond those that are asked for. */
const NOTED_AHEAD = 80;
/** What a column takes beside its cells and edges: its categories or the table of its bins. */
const COLUMN_BYTES = 160 * 1024;
const EDGE_BYTES = 24;
/** The lines of a file, and room for decoded bodies and the forms of records. */
const OTHER_BYTES = LONGEST_LINE + 8 * 1024 * 1024;

/**
 * The engine in WebAssembly. Its memory is laid out once, and what nobody writes to costs nothing; what no longer fits
 * in is done by TypeScript. @throws RangeError when there is no such memory
 */
export const wasmEngine = ({ columns, edges }: EngineSize): Engine => {
  const plain = typescriptEngine();
  const extent = extentOf(columns);
  const size = OTHER_BYTES + columns * (extent.stride * 8 + COLUMN_BYTES) + edges * EDGE_BYTES;
  const categories: { readonly codes: CellCodes; readonly table: number; remembered: number }[] = [];

  const { memory, engine } = instantiate(Math.ceil(size / PAGE), {
    numberOf: (start, end) => numericCell(whole, start, end),
    codeOf(column, start, end) {
      const category = categories[column] as (typeof categories)[number];
      const code = category.codes.codeOfCell(whole, start, end);
      if (category.codes.isCode(code) && end - start <= LONGEST_KEY && category.remembered < MOST_REMEMBERED) {
        category.remembered++;
        engine.remember(category.table, start, end, code);
      }
      return code;
    },
  });
  const whole = sourceOf(memory.byteLength - SLACK, memory);
  let free = FIRST_FREE;
  /** Address of so many bytes, all zero; 0 when there is no room. */
  const allocate = (bytes: number): number => {
    const address = free;
    if (address + bytes > memory.byteLength) return 0;
    free = Math.ceil((address + bytes) / LINE) * LINE;
    return address;
  };

  const address = allocate(8 * DESK);
  const desk = { address, values: new Float64Array(memory, address, DESK) };

  const tableOf = (column: number, codes: CellCodes): number => {
    const known = categories[column];
    if (known) return known.table;
    const table = allocate(16 + PLACES * PLACE_BYTES);
    if (table === 0) return 0;
    whole.view.setUint32(table, PLACES - 1, true);
    categories[column] = { codes, table, remembered: 0 };
    return table;
  };

  /** How rows are read, as rows.ts describes it; 0 when there is no room, or the cells are elsewhere. */
  const planOf = (columns: readonly ColumnScan[], { values, stride }: Cells): number => {
    if (values.buffer !== memory || columns.length === 0) return 0;
    const plan = allocate(8 + 16 * (columns.length + 1));
    const notes = allocate(4 * (columns.length + NOTED_AHEAD));
    if (plan === 0 || notes === 0) return 0;
    const words = new Uint32Array(memory, plan, 2 + 4 * (columns.length + 1));
    words.set([columns.length, notes]);
    words[2 + 4 * columns.length] = NO_CELL;
    for (const [i, scan] of columns.entries()) {
      const table = scan.kind === 'category' ? tableOf(scan.column, scan.codes) : 0;
      if (scan.kind === 'category' && table === 0) return 0;
      const column = scan.kind === 'ignored' ? 0 : scan.column;
      words.set([KINDS[scan.kind], values.byteOffset + 8 * column * stride, table, column], 2 + 4 * i);
    }
    return plan;
  };

  return {
    source(size) {
      const address = allocate(size + SLACK);
      return address === 0 ? plain.source(size) : sourceOf(size, memory, address);
    },
    cells(columns) {
      const address = allocate(columns * extent.stride * 8);
      return address === 0
        ? plain.cells(columns)
        : { values: new Float64Array(memory, address, columns * extent.stride), ...extent };
    },
    scanner(columns, cells) {
      const slow = rowScanner(columns, cells);
      const plan = planOf(columns, cells);
      if (plan === 0) return slow;
      return (source, at, row) => {
        if (source.address === 0) return slow(source, at, row);
        const end = engine.scanRow(plan, source.address + at, row);
        return end === 0 ? REFUSED : end - source.address;
      };
    },
    records(inputs, output, cells) {
      const plans = { inputs: planOf(inputs, cells), output: planOf([output], cells) };
      return plans.inputs === 0 || plans.output === 0 ? undefined : wasmRecords(engine, memory, allocate, plans);
    },
    bins: (edges) => wasmBins(engine, memory, allocate, desk, edges) ?? plain.bins(edges),
    same: (source, at, fixed, length) =>
      source.address === 0 || fixed.address === 0
        ? plain.same(source, at, fixed, length)
        : engine.same(source.address + at, fixed.address, length) === 1,
    stringEnd(source, at) {
      if (source.address === 0) return plain.stringEnd(source, at);
      const end = engine.stringEnd(source.address + at);
      return end === 0 ? REFUSED : end - source.address;
    },
  };
};

const KINDS = { numeric: 0, category: 1, ignored: 2 } as const;
const NO_CELL = 3;
