import type { BinTable } from '../bin-table.ts';
import { type Bins, binsIn, type DeclaredRange, SEEN } from './bins.ts';
import type { EngineExports } from './wasm-module.ts';

/** Doubles that describe a column's bins before what was seen, as bins.ts of the assembly has them. */
const DESCRIBED = 8;

/** Bins whose tables lie in the engine's memory; nothing when there is no room for them. */
export const wasmBins = (
  engine: EngineExports,
  memory: ArrayBuffer,
  allocate: (bytes: number) => number,
  table: BinTable,
  range: DeclaredRange,
): Bins | undefined => {
  const [edges, starts] = [allocate(table.edges.byteLength), allocate(table.starts.byteLength)];
  const [tally, column] = [allocate(2 * table.edges.byteLength), allocate(8 * (DESCRIBED + SEEN))];
  if (edges === 0 || starts === 0 || tally === 0 || column === 0) return undefined;
  new Float64Array(memory, edges, table.edges.length).set(table.edges);
  new Uint16Array(memory, starts, table.starts.length).set(table.starts);
  const { low, scale, lastCell } = table;
  const { lowest, highest } = range;
  new Float64Array(memory, column, DESCRIBED).set([edges, starts, tally, low, scale, lastCell, lowest, highest]);
  const seen = new Float64Array(memory, column + 8 * DESCRIBED, SEEN);
  seen.set([Infinity, -Infinity]);
  const counts = new Float64Array(memory, tally, 2 * table.edges.length);
  const elsewhere = binsIn(counts, seen, table, range);
  return {
    tally: counts,
    seen,
    addValues(values, from, to) {
      if (values.buffer !== memory) return elsewhere.addValues(values, from, to);
      engine.addValues(column, values.byteOffset + 8 * from, values.byteOffset + 8 * to);
    },
  };
};
