/** Finds the bin of a value in a few steps: a table of equal cells says where to start looking. */
export interface BinTable {
  /** The edges, then infinity, so that a search always ends. */
  readonly edges: Float64Array;
  /** First edge that can lie in or above each cell, times `step`. */
  readonly starts: Uint16Array;
  readonly low: number;
  readonly scale: number;
  readonly lastCell: number;
}

const CELLS = 4096;
/** Share of edges left out of the table's range at each end: far tails would make its cells too wide for the rest. */
const TAIL = 0.005;

/**
 * The table for ascending edges. The cell of x is (x - low) * scale + 1, held between 0 and `lastCell` and made whole by
 * `whole`. Whoever searches must compute it the same way: it never decreases, so an edge in an earlier cell than x is
 * below x and the search never starts too high. Edges must be so few that `step` times their number fits sixteen bits.
 */
export const binTable = (edges: readonly number[], whole: (cell: number) => number, step = 1): BinTable => {
  const n = edges.length;
  const skipped = Math.floor(n * TAIL);
  const [low, high] = [edges[skipped] ?? 0, edges[n - 1 - skipped] ?? 0];
  const lastCell = n < 64 ? 255 : CELLS - 1;
  const wide = (lastCell - 1) / (high - low);
  const scale = high > low && Number.isFinite(wide) ? wide : 0;
  const all = new Float64Array(n + 1).fill(Infinity);
  all.set(edges);
  const starts = new Uint16Array(lastCell + 1).fill(n * step);
  for (let edge = 0, from = 0; edge < n; edge++) {
    const cell = ((edges[edge] as number) - low) * scale + 1;
    // Not a number only where nothing can be told apart; then the search starts at the first edge.
    const to = cell >= lastCell ? lastCell : cell > 0 ? whole(cell) : 0;
    if (to < from) continue;
    starts.fill(edge * step, from, to + 1);
    from = to + 1;
  }
  return { edges: all, starts, low, scale, lastCell };
};
