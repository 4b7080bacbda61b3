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
export const calibration = (
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  bins: number = 10,
): Calibration => {
  const n = probabilities.length;
  const binAt = binOfRows(probabilities, bins);
  const [rows, predicted, observed] = [new Float64Array(bins), new Float64Array(bins), new Float64Array(bins)];
  for (let i = 0; i < n; i++) {
    const p = probabilities[i] as number;
    const bin = binAt(p);
    rows[bin] = (rows[bin] as number) + 1;
    predicted[bin] = (predicted[bin] as number) + p;
    observed[bin] = (observed[bin] as number) + (labels[i] as number);
  }
  const cut = Array.from(
    rows,
    (count, bin): CalibrationBin => ({
      rows: count,
      predicted: (predicted[bin] as number) / count,
      observed: (observed[bin] as number) / count,
    }),
  ).filter((bin) => bin.rows > 0);
  const gap = (bin: CalibrationBin) => Math.abs(bin.predicted - bin.observed);
  return {
    error: cut.reduce((sum, bin) => sum + (gap(bin) * bin.rows) / n, 0),
    worst: cut.reduce((worst, bin) => Math.max(worst, gap(bin)), 0),
    bins: cut,
  };
};

/** The bin of each probability, asked in the order of the rows. Nothing is sorted but the few values around the cuts. */
const binOfRows = (probabilities: ArrayLike<number>, bins: number): ((p: number) => number) => {
  const n = probabilities.length;
  const starts = Array.from({ length: bins - 1 }, (_, b) => (b + 1) * Math.floor(n / bins) + Math.min(b + 1, n % bins));
  const inside = starts.filter((start) => start < n);
  const cuts = valuesAt(probabilities, inside);
  const values = Float64Array.from(cuts, ({ value }) => value);
  // Of the rows that equal the value a bin begins with, the first ones still belong before it.
  const next = Float64Array.from(cuts, ({ below }) => below);
  return (p) => {
    let bin = 0;
    while (bin < values.length && (values[bin] as number) < p) bin++;
    if (values[bin] !== p) return bin;
    const rank = next[bin] as number;
    next[bin] = rank + 1;
    while (bin < inside.length && (inside[bin] as number) <= rank) bin++;
    return bin;
  };
};

const CELLS = 65_536;
const cellOf = (p: number): number => (p >= 1 ? CELLS - 1 : p > 0 ? (p * CELLS) | 0 : 0);

/** The values that would stand at these places if all were sorted, and how many are smaller: counted into cells first. */
const valuesAt = (values: ArrayLike<number>, places: readonly number[]): { value: number; below: number }[] => {
  const counts = new Uint32Array(CELLS);
  for (let i = 0; i < values.length; i++) {
    const cell = cellOf(values[i] as number);
    counts[cell] = (counts[cell] as number) + 1;
  }
  const wanted = new Map<number, { readonly before: number; readonly held: number[] }>();
  let [cell, before] = [0, 0];
  const cells = places.map((place) => {
    while (before + (counts[cell] as number) <= place) before += counts[cell++] as number;
    if (!wanted.has(cell)) wanted.set(cell, { before, held: [] });
    return cell;
  });
  const marked = new Uint8Array(CELLS);
  for (const one of wanted.keys()) marked[one] = 1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const own = cellOf(value);
    if (marked[own] === 1) wanted.get(own)?.held.push(value);
  }
  const sorted = new Map([...wanted].map(([own, { held }]) => [own, Float64Array.from(held).sort()]));
  return places.map((place, i) => {
    const own = cells[i] as number;
    const [start, held] = [wanted.get(own)?.before ?? 0, sorted.get(own) ?? new Float64Array()];
    const value = held[place - start] as number;
    return { value, below: start + held.indexOf(value) };
  });
};
