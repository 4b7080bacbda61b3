interface Distances {
  /** D = sup |F - G|. */
  readonly ks: number;
  /** First Wasserstein distance, in the unit of the values. */
  readonly wasserstein: number;
}

/** Both distances of two samples in ascending order, in one walk through them; 0 when one is empty. */
export const distancesOfSorted = (x: Float64Array, y: Float64Array): Distances => {
  const [n, m] = [x.length, y.length];
  if (n === 0 || m === 0) return { ks: 0, wasserstein: 0 };
  let [i, j, widest, area] = [0, 0, 0, 0];
  let [a, b] = [x[0] as number, y[0] as number];
  let at = Math.min(a, b);
  // F - G, times the product of the sizes: a whole number, so nothing is rounded before the end.
  let gap = 0;
  while (i < n && j < m) {
    const first = a <= b;
    const next = first ? a : b;
    if (next !== at) {
      if (gap > widest) widest = gap;
      else if (-gap > widest) widest = -gap;
      area += (next - at) * Math.abs(gap);
      at = next;
    }
    if (first) {
      // The index beyond the end is looked at, but what is there is not used.
      a = x[++i] as number;
      gap += m;
    } else {
      b = y[++j] as number;
      gap -= n;
    }
  }
  const [rest, last] = i < n ? [x, i] : [y, j];
  const step = i < n ? m : -n;
  for (let k = last; k < rest.length; k++) {
    const next = rest[k] as number;
    if (next !== at) {
      widest = Math.max(widest, Math.abs(gap));
      area += (next - at) * Math.abs(gap);
      at = next;
    }
    gap += step;
  }
  return { ks: widest / (n * m), wasserstein: area / (n * m) };
};
