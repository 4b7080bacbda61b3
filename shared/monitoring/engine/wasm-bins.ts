import { binTable } from '../bin-table.ts';
import { type Bins, emptyBins, RECORD, SEEN } from './bins.ts';
import type { EngineExports } from './wasm-module.ts';

/** Doubles that describe a column's bins before what was seen, as bins.ts of the assembly has them. */
const DESCRIBED = 5;
const RECORD_BYTES = 8 * RECORD;
/** The module finds records by sixteen bits. */
const MOST_RECORDS = Math.floor(2 ** 16 / RECORD_BYTES);

/** Added to a double below 2^32 and taken off again, rounds it to a whole number: the module has no faster way. */
const ROUND = 2 ** 52;

/** Memory of the engine in which values from elsewhere are laid down to be counted. */
export interface Desk {
  readonly address: number;
  readonly values: Float64Array;
}

/** Bins that lie in the engine's memory; nothing when there are too many or no room for them. */
export const wasmBins = (
  engine: EngineExports,
  memory: ArrayBuffer,
  allocate: (bytes: number) => number,
  desk: Desk,
  upTo: readonly number[],
): Bins | undefined => {
  if (upTo.length >= MOST_RECORDS) return undefined;
  const { edges, starts, low, scale, lastCell } = binTable(upTo, (cell) => cell + ROUND - ROUND, RECORD_BYTES);
  const [first, offsets] = [allocate(RECORD_BYTES * edges.length), allocate(starts.byteLength)];
  const column = allocate(8 * (DESCRIBED + SEEN));
  if (first === 0 || offsets === 0 || column === 0) return undefined;
  new Uint16Array(memory, offsets, starts.length).set(starts);
  new Float64Array(memory, column, DESCRIBED).set([first, offsets, low, scale, lastCell]);
  const records = new Float64Array(memory, first, RECORD * edges.length);
  const seen = new Float64Array(memory, column + 8 * DESCRIBED, SEEN);
  emptyBins(edges, records, seen);
  return {
    records,
    seen,
    addValues(values, from, to) {
      if (values.buffer === memory)
        return engine.addValues(column, values.byteOffset + 8 * from, values.byteOffset + 8 * to);
      for (let at = from; at < to; at += desk.values.length) {
        const part = values.subarray(at, Math.min(to, at + desk.values.length));
        desk.values.set(part);
        engine.addValues(column, desk.address, desk.address + part.byteLength);
      }
    },
  };
};
