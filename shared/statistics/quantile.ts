/** Quantile of values in ascending order, numpy's method `linear` to the last bit. `q` in [0, 1]; NaN for no values. */
export const quantile = (sorted: ArrayLike<number>, q: number): number => {
  if (sorted.length === 0) return Number.NaN;
  const position = (sorted.length - 1) * q;
  const index = Math.floor(position);
  const t = position - index;
  const a = sorted[index] as number;
  const b = sorted[Math.min(index + 1, sorted.length - 1)] as number;
  // numpy interpolates from the nearer end, so that quantile 1 is the largest value exactly.
  return t >= 0.5 ? b - (b - a) * (1 - t) : a + (b - a) * t;
};

/** Distinct inner edges that cut sorted values into at most `bins` bins of equal mass. A constant column gets one edge. */
export const quantileEdges = (sorted: ArrayLike<number>, bins: number): number[] => {
  // The products of numpy's linspace: 3 * 0.1 is not 3 / 10.
  const all = Array.from({ length: bins + 1 }, (_, i) => quantile(sorted, i === bins ? 1 : i * (1 / bins)));
  const distinct = [...new Set(all)];
  if (distinct.length > 2) return distinct.slice(1, -1);
  return distinct.length === 2 ? distinct.slice(1) : distinct;
};

/** The number of edges at or below x: the index of the bin [edge, next edge) that x falls in. */
export const binOf = (edges: ArrayLike<number>, x: number): number => {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] as number) <= x) low = middle + 1;
    else high = middle;
  }
  return low;
};
