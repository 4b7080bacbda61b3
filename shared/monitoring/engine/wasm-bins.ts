import type { BinTable } from '../bin-table.ts';
import { type Bins, binsIn, RECORD, SEEN } from './bins.ts';
import type { EngineExports } from './wasm-module.ts';

/** Doubles that describe a column's bins before what was seen, as bins.ts of the assembly has them. */
const DESCRIBED = 5;
const RECORD_BYTES = 8 * RECORD;
/** The module finds records by sixteen bits. */
const MOST_RECORDS = Math.floor(2 ** 16 / RECORD_BYTES);

/** Bins that lie in the engine's memory; nothing when there are too many or no room for them. */
export const wasmBins = (
  engine: EngineExports,
  memory: ArrayBuffer,
  allocate: (bytes: number) => number,
  table: BinTable,
): Bins | undefined => {
  const { edges, starts, low, scale, lastCell } = table;
  if (edges.length > MOST_RECORDS) return undefined;
  const [first, offsets] = [allocate(RECORD_BYTES * edges.length), allocate(starts.byteLength)];
  const column = allocate(8 * (DESCRIBED + SEEN));
  if (first === 0 || offsets === 0 || column === 0) return undefined;
  new Uint16Array(memory, offsets, starts.length).set(starts.map((bin) => bin * RECORD_BYTES));
  new Float64Array(memory, column, DESCRIBED).set([first, offsets, low, scale, lastCell]);
  const records = new Float64Array(memory, first, RECORD * edges.length);
  const seen = new Float64Array(memory, column + 8 * DESCRIBED, SEEN);
  const bins = binsIn(records, seen, table);
  return {
    ...bins,
    addValues(values, from, to) {
      if (values.buffer !== memory) return bins.addValues(values, from, to);
      engine.addValues(column, values.byteOffset + 8 * from, values.byteOffset + 8 * to);
    },
  };
};
