/** Finds the bin of a value in a few steps: a table of equal cells says where to start looking. */
export interface BinTable {
  /** The edges, then infinity, so that a search always ends. */
  readonly edges: Float64Array;
  /** First edge that can lie in or above each cell. */
  readonly starts: Uint16Array;
  readonly low: number;
  readonly scale: number;
  readonly lastCell: number;
}

const CELLS = 4096;
/** Share of edges left out of the table's range at each end: far tails would make its cells too wide for the rest. */
const TAIL = 0.005;

/** Added to a double below 2^32 and taken off again, rounds it to a whole number. */
export const ROUND = 2 ** 52;

/**
 * The table for ascending edges. A cell is computed here and by whoever searches with the same rounding formula, which never
 * decreases, so an edge in an earlier cell than x is below x and the search never starts too high.
 */
export const binTable = (edges: readonly number[]): BinTable => {
  const n = edges.length;
  const skipped = Math.floor(n * TAIL);
  const [low, high] = [edges[skipped] ?? 0, edges[n - 1 - skipped] ?? 0];
  const lastCell = n < 64 ? 255 : CELLS - 1;
  const wide = (lastCell - 1) / (high - low);
  const scale = high > low && Number.isFinite(wide) ? wide : 0;
  const table = {
    edges: Float64Array.from([...edges, Infinity]),
    starts: new Uint16Array(lastCell + 1),
    low,
    scale,
    lastCell,
  };
  for (let cell = 0, edge = 0; cell <= lastCell; cell++) {
    while (edge < n && cellOf(table, edges[edge] as number) < cell) edge++;
    table.starts[cell] = edge;
  }
  return table;
};

const cellOf = ({ low, scale, lastCell }: BinTable, x: number): number => {
  const cell = (x - low) * scale + 1;
  // Not a number only where nothing can be told apart; then the search starts at the first edge.
  return cell >= lastCell ? lastCell : cell > 0 ? cell + ROUND - ROUND : 0;
};
