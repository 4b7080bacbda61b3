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
  let at = Math.min(x[0] as number, y[0] as number);
  // F - G, times the product of the sizes: a whole number, so nothing is rounded before the end.
  let gap = 0;
  // Which sample is next cannot be foreseen, so it is looked up: a branch would be wrong half of the time.
  const heads = new Float64Array(2);
  const steps = Float64Array.of(-n, m);
  while (i < n && j < m) {
    const a = x[i] as number;
    const b = y[j] as number;
    const first = Number(a <= b) | 0;
    heads[0] = b;
    heads[1] = a;
    const next = heads[first] as number;
    const jump = Math.abs(gap);
    // A jump counts once all that is equal has been passed.
    if (jump > widest && next !== at) widest = jump;
    area += (next - at) * jump;
    at = next;
    gap += steps[first] as number;
    i += first;
    j += 1 - first;
  }
  const [rest, last] = i < n ? [x, i] : [y, j];
  const step = i < n ? m : -n;
  for (let k = last; k < rest.length; k++) {
    const next = rest[k] as number;
    if (next !== at) widest = Math.max(widest, Math.abs(gap));
    area += (next - at) * Math.abs(gap);
    at = next;
    gap += step;
  }
  return { ks: widest / (n * m), wasserstein: area / (n * m) };
};
