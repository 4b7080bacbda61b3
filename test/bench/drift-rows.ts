import { closeSync, openSync, writeSync } from 'node:fs';
import { seeded } from '../../shared/statistics/permutation-importance.ts';

/** The columns that change between release and now; every other one keeps its law. */
export const PLANTED = 'n00 n01 n02 n04 n10 n15 n20 n23 n25 n30 n33 n34 n37 c00 c03 c05 c08'.split(' ');

type Draw = (moved: boolean) => string;

/**
 * Fifty columns as in the published research data: 40 numbers of nine laws, one of them with 17 digits, 10 categories,
 * some with missing values, and 17 changes planted in the current rows, from 0.05 standard deviations to a whole one.
 */
const columnsOf = (random: () => number): Record<string, Draw> => {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const exponential = () => -Math.log(1 - random());
  const six = (x: number) => String(Math.round(x * 1e6) / 1e6);
  const numbers = (from: number, to: number, law: (i: number, moved: boolean) => number) =>
    Array.from({ length: to - from }, (_, k): [string, Draw] => {
      const name = `n${String(from + k).padStart(2, '0')}`;
      const missing = MISSING[name];
      return [name, (moved) => (missing && random() < missing[moved ? 1 : 0] ? '' : six(law(from + k, moved)))];
    });
  const categories = (
    from: number,
    to: number,
    names: string,
    shares: (i: number, moved: boolean) => readonly number[],
  ) =>
    Array.from({ length: to - from }, (_, k): [string, Draw] => {
      const i = from + k;
      const name = `c${String(i).padStart(2, '0')}`;
      const missing = MISSING[name];
      const cumulated = [false, true].map((moved) => sums(shares(i, moved)));
      return [
        name,
        (moved) =>
          missing && random() < missing[moved ? 1 : 0]
            ? ''
            : `${names}${place(cumulated[Number(moved)] ?? [], random())}`,
      ];
    });
  const t3 = (df: number) => normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + (df - 2) * normal() ** 2) / df);
  return Object.fromEntries([
    ...numbers(0, 10, (i, moved) => {
      const [shift, wide] = moved ? [{ 0: 0.05, 1: 0.4, 2: 3 }[i] ?? 0, i === 4 ? 1.25 : 1] : [0, 1];
      return 10 * i + (1 + i) * wide * normal() + shift;
    }),
    ...numbers(10, 15, (i, moved) =>
      Math.exp(i - 10 + (0.5 + 0.1 * (i - 10)) * normal() + (moved && i === 10 ? 0.1 : 0)),
    ),
    ...numbers(15, 20, (i, moved) => ((i - 14) * exponential()) / (moved && i === 15 ? 1.3 : 1)),
    ...numbers(20, 25, (i, moved) => Math.min(-1 + (i - 17) * random(), moved && i === 20 ? 1.7 : Infinity)),
    ...numbers(25, 30, (i, moved) => poisson(random, 3 * (i - 24) * (moved && i === 25 ? 1.1 : 1))),
    ...numbers(30, 34, (i, moved) =>
      random() < (moved && i === 30 ? 0.6 : 0.5) ? 0 : 3 * (exponential() + exponential()),
    ),
    ...numbers(34, 37, (i, moved) => t3(moved && i === 34 ? 2.5 : 3)),
    ...numbers(37, 39, (i, moved) => normal() + (random() < (moved && i === 37 ? 0.6 : 0.5) ? -2 : 2)),
    ['n39', () => String(normal())],
    ...categories(0, 5, 'kind', (i, moved) => (moved && i === 0 ? [35, 30, 15, 10, 10] : [40, 30, 15, 10, 5])),
    ...categories(5, 8, 'seg_', (i, moved) => zipf(30, moved && i === 5 ? 1 : 1.2)),
    ...categories(8, 10, 'sku0', (i, moved) => {
      const known = zipf(500, 1.1);
      return moved && i === 8 ? [...known.map((share) => share * 0.98), 0.015, 0.005] : known;
    }),
  ]);
};

const MISSING: Readonly<Record<string, readonly [release: number, now: number]>> = {
  n03: [0.02, 0.02],
  n13: [0.1, 0.1],
  n23: [0.01, 0.08],
  n33: [0.3, 0.35],
  c03: [0.05, 0.09],
  c07: [0.01, 0.01],
};

/** Writes `rows` rows as CSV and, when asked, as Data Capture lines. */
export const writeRows = (rows: number, moved: boolean, seed: number, csv: string, capture?: string): void => {
  const random = seeded(seed);
  const columns = columnsOf(random);
  const draws = Object.values(columns);
  const [table, lines] = [openSync(csv, 'w'), capture === undefined ? undefined : openSync(capture, 'w')];
  writeSync(table, `${Object.keys(columns).join(',')}\n`);
  for (let from = 0; from < rows; from += 1000) {
    const drawn = Array.from({ length: Math.min(1000, rows - from) }, () => draws.map((draw) => draw(moved)).join(','));
    writeSync(table, `${drawn.join('\n')}\n`);
    if (lines !== undefined) writeSync(lines, drawn.map((row, i) => captured(row, from + i, random)).join(''));
  }
  closeSync(table);
  if (lines !== undefined) closeSync(lines);
};

const captured = (row: string, i: number, random: () => number): string => {
  const id = Array.from({ length: 4 }, () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('-');
  const at = new Date(1_767_225_600_000 + i * 4).toISOString().slice(0, 19);
  return `{"captureData":{"endpointInput":{"observedContentType":"text/csv","mode":"INPUT","data":"${row}","encoding":"CSV"},"endpointOutput":{"observedContentType":"text/csv; charset=utf-8","mode":"OUTPUT","data":"${random().toFixed(6)}\\n","encoding":"CSV"}},"eventMetadata":{"eventId":"${id}","inferenceTime":"${at}Z"},"eventVersion":"0"}\n`;
};

const zipf = (values: number, exponent: number): number[] => {
  const weights = Array.from({ length: values }, (_, i) => 1 / (i + 1) ** exponent);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
};

const sums = (shares: readonly number[]): number[] => {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let below = 0;
  return shares.map((share) => {
    below += share / total;
    return below;
  });
};

const place = (cumulated: readonly number[], u: number): string => {
  const found = cumulated.findIndex((below) => u < below);
  return String(found === -1 ? cumulated.length - 1 : found).padStart(3, '0');
};

const poisson = (random: () => number, mean: number): number => {
  let [events, product] = [0, random()];
  for (const least = Math.exp(-mean); product > least; product *= random()) events++;
  return events;
};
