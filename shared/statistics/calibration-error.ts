interface CalibrationBin {
  readonly rows: number;
  /** Mean probability given, and share of ones that came. */
  readonly predicted: number;
  readonly observed: number;
}

export interface Calibration {
  readonly error: number;
  readonly worst: number;
  readonly bins: readonly CalibrationBin[];
}

/**
 * Expected calibration error over bins of equal mass: rows in order of their probability, cut into `bins` parts (the
 * first ones a row longer), the gaps between predicted and observed share weighted by rows.
 */
export const calibration = (
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  bins: number = 10,
): Calibration => {
  const n = probabilities.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort(
    (a, b) => (probabilities[a] as number) - (probabilities[b] as number) || a - b,
  );
  const cut: CalibrationBin[] = [];
  for (let b = 0, start = 0; b < bins; b++) {
    const rows = Math.floor(n / bins) + (b < n % bins ? 1 : 0);
    if (rows === 0) continue;
    let [predicted, observed] = [0, 0];
    for (const i of order.subarray(start, start + rows)) {
      predicted += probabilities[i] as number;
      observed += labels[i] as number;
    }
    cut.push({ rows, predicted: predicted / rows, observed: observed / rows });
    start += rows;
  }
  const gap = (bin: CalibrationBin) => Math.abs(bin.predicted - bin.observed);
  return {
    error: cut.reduce((sum, bin) => sum + (gap(bin) * bin.rows) / n, 0),
    worst: cut.reduce((worst, bin) => Math.max(worst, gap(bin)), 0),
    bins: cut,
  };
};
