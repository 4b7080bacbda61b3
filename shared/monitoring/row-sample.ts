import type { Cell } from './cells.ts';
import { spread } from './id-parts.ts';

/** A row of traffic whose truth has come. */
export interface LabelledRow {
  readonly inputs: readonly Cell[];
  readonly label: Cell;
  readonly answer: Cell;
}

export interface RowSample {
  /** Offers the i-th row of a request. */
  offer(id: string, i: number, row: () => LabelledRow): void;
  /** The rows chosen, in an order of chance. */
  rows(): readonly LabelledRow[];
}

/**
 * So many rows at most, chosen as if by lot: those whose id comes first once it is mixed with the seed. The same rows give
 * the same sample in whatever order they come, and no more than twice as many are held.
 */
export const rowSample = (most: number, seed: number): RowSample => {
  let chosen: { readonly rank: number; readonly row: LabelledRow }[] = [];
  let last = Number.POSITIVE_INFINITY;
  const cut = () => {
    chosen = chosen.sort((a, b) => a.rank - b.rank).slice(0, most);
    if (chosen.length === most) last = chosen.at(-1)?.rank ?? last;
  };
  return {
    offer(id, i, row) {
      const rank = spread(`${id}#${i}`, seed);
      if (rank >= last) return;
      chosen.push({ rank, row: row() });
      if (chosen.length >= 2 * most) cut();
    },
    rows() {
      cut();
      return chosen.map(({ row }) => row);
    },
  };
};
