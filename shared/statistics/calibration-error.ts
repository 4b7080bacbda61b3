import type { Ranked } from './ranked.ts';

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
 * Expected calibration error over bins of equal mass: rows in order of their probability, equal ones in the order they came,
 * cut into `bins` parts (the first ones a row longer), the gaps between predicted and observed share weighted by rows.
 */
export const calibration = ({ scores, labels }: Ranked, bins: number = 10): Calibration => {
  const n = scores.length;
  const start = (bin: number) => bin * Math.floor(n / bins) + Math.min(bin, n % bins);
  const cut = Array.from({ length: Math.min(bins, n) }, (_, bin): CalibrationBin => {
    const [from, end] = [start(bin), start(bin + 1)];
    let [predicted, observed] = [0, 0];
    for (let i = from; i < end; i++) {
      predicted += scores[i] as number;
      observed += labels[i] as number;
    }
    const rows = end - from;
    return { rows, predicted: predicted / rows, observed: observed / rows };
  });
  const gap = (bin: CalibrationBin) => Math.abs(bin.predicted - bin.observed);
  return {
    error: cut.reduce((sum, bin) => sum + (gap(bin) * bin.rows) / n, 0),
    worst: cut.reduce((worst, bin) => Math.max(worst, gap(bin)), 0),
    bins: cut,
  };
};
