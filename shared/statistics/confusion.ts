/** counts[actual][predicted], classes in one agreed order. */
export type Confusion = readonly (readonly number[])[];

export const confusion = (actual: ArrayLike<number>, predicted: ArrayLike<number>, classes: number): number[][] => {
  const cells = new Float64Array(classes * classes);
  for (let i = 0; i < actual.length; i++) {
    const at = (actual[i] as number) * classes + (predicted[i] as number);
    cells[at] = (cells[at] as number) + 1;
  }
  return Array.from({ length: classes }, (_, row) => Array.from(cells.subarray(row * classes, (row + 1) * classes)));
};

export const accuracy = (table: Confusion): number => share(diagonal(table), rows(table));

/** Of those called this class, the share that is; 0 when none was called so. */
export const precision = (table: Confusion, of = 1): number => share(cell(table, of, of), called(table, of));

/** Of those of this class, the share that was found; 0 when there is none. */
export const recall = (table: Confusion, of = 1): number => share(cell(table, of, of), sum(table[of] ?? []));

/** Harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN). */
export const f1 = (table: Confusion, of = 1): number =>
  share(2 * cell(table, of, of), called(table, of) + sum(table[of] ?? []));

/** F1 averaged over the classes that occur on either side. */
export const macroF1 = (table: Confusion): number => {
  const present = table.flatMap((row, c) => (sum(row) + called(table, c) > 0 ? [c] : []));
  return share(
    present.reduce((total, c) => total + f1(table, c), 0),
    present.length,
  );
};

/** Matthews correlation of a two-class table; 0 when a row or column is empty, as scikit-learn has it. */
export const mcc = (table: Confusion): number => {
  const [tn, fp, fn, tp] = [cell(table, 0, 0), cell(table, 0, 1), cell(table, 1, 0), cell(table, 1, 1)];
  const root = Math.sqrt(tp + fp) * Math.sqrt(tp + fn) * Math.sqrt(tn + fp) * Math.sqrt(tn + fn);
  return share(tp * tn - fp * fn, root);
};

/**
 * Standard error of any measure of the table by the jackknife. Rows of one cell are alike, so leaving one out has only
 * as many outcomes as there are filled cells.
 */
export const jackknifeError = (table: Confusion, measure: (table: Confusion) => number): number => {
  const n = rows(table);
  if (n < 2) return 0;
  const without = table.flatMap((row, a) =>
    row.flatMap((count, p) => (count > 0 ? [{ count, value: measure(minusOne(table, a, p)) }] : [])),
  );
  const centre = without.reduce((total, { count, value }) => total + count * value, 0) / n;
  const squares = without.reduce((total, { count, value }) => total + count * (value - centre) ** 2, 0);
  return Math.sqrt(((n - 1) / n) * squares);
};

/**
 * The same for `macroF1`, in one look at each cell: without a row only the F1 of its two classes is another. A table of a
 * thousand classes has a million cells, and a whole average for each of them would take hours.
 */
export const macroF1Error = (table: Confusion): number => {
  const n = rows(table);
  if (n < 2) return 0;
  const hits = table.map((row, c) => row[c] ?? 0);
  const sizes = table.map((row, c) => sum(row) + called(table, c));
  const one = (c: number, hit: number, size: number) => {
    const left = (sizes[c] as number) - size;
    return left > 0 ? { value: (2 * ((hits[c] as number) - hit)) / left, there: 1 } : { value: 0, there: 0 };
  };
  const whole = sizes.map((_, c) => one(c, 0, 0));
  const total = whole.reduce((all, { value }) => all + value, 0);
  const present = whole.reduce((all, { there }) => all + there, 0);
  const without = (a: number, p: number): number => {
    const after = a === p ? [one(a, 1, 2)] : [one(a, 0, 1), one(p, 0, 1)];
    const before = a === p ? [whole[a]] : [whole[a], whole[p]];
    const change = (part: 'value' | 'there') =>
      after.reduce((all, each) => all + each[part], 0) - before.reduce((all, each) => all + (each?.[part] ?? 0), 0);
    return share(total + change('value'), present + change('there'));
  };
  let [centre, squares] = [0, 0];
  const values = table.flatMap((row, a) =>
    row.flatMap((count, p) => (count > 0 ? [{ count, value: without(a, p) }] : [])),
  );
  for (const { count, value } of values) centre += (count * value) / n;
  for (const { count, value } of values) squares += count * (value - centre) ** 2;
  return Math.sqrt(((n - 1) / n) * squares);
};

const rows = (table: Confusion): number => table.reduce((total, row) => total + sum(row), 0);

const minusOne = (table: Confusion, a: number, p: number): Confusion =>
  table.map((row, i) => (i === a ? row.map((count, j) => (j === p ? count - 1 : count)) : row));
const cell = (table: Confusion, a: number, p: number): number => table[a]?.[p] ?? 0;
const called = (table: Confusion, c: number): number => table.reduce((total, row) => total + (row[c] ?? 0), 0);
const diagonal = (table: Confusion): number => table.reduce((total, row, c) => total + (row[c] ?? 0), 0);
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
