import { around, type Interval } from './mean.ts';
import { newcombe, wilson } from './wilson.ts';

interface GroupRates {
  readonly group: string;
  readonly rows: number;
  /** Share of rows with a positive decision. */
  readonly positiveRate: number;
  readonly positiveRateInterval: Interval;
  /** Rows of the group whose true label is positive, and the share of them that was found. */
  readonly positives: number;
  readonly truePositiveRate?: number;
}

interface Gap {
  readonly value: number;
  readonly interval: Interval;
  readonly lowest: string;
  readonly highest: string;
}

export interface Fairness {
  readonly groups: readonly GroupRates[];
  /** Highest minus lowest rate of positive decisions (demographic parity difference). */
  readonly parityGap?: Gap;
  /** Highest minus lowest share of true positives found (equal opportunity difference). */
  readonly opportunityGap?: Gap;
  /** Lowest over highest rate of positive decisions (the four-fifths rule looks at 0.8). */
  readonly impactRatio?: Gap;
}

/** Compares the groups of one attribute. Groups below `smallest` rows are shown but not compared: their rates say little. */
export const fairness = (
  groups: readonly string[],
  labels: ArrayLike<number>,
  decisions: ArrayLike<number>,
  smallest = 30,
): Fairness => {
  const tallies = new Map<string, Tally>();
  groups.forEach((group, i) => {
    const tally = tallies.get(group) ?? { group, rows: 0, positive: 0, actual: 0, found: 0 };
    tally.rows += 1;
    tally.positive += decisions[i] as number;
    tally.actual += labels[i] as number;
    tally.found += (labels[i] as number) * (decisions[i] as number);
    tallies.set(group, tally);
  });
  const all = [...tallies.values()].sort((a, b) => (a.group < b.group ? -1 : 1));
  const large = all.filter((tally) => tally.rows >= smallest);
  return {
    groups: all.map(rates),
    parityGap: gap(large, (t) => [t.positive, t.rows]),
    opportunityGap: gap(
      large.filter((t) => t.actual >= smallest),
      (t) => [t.found, t.actual],
    ),
    impactRatio: ratio(large),
  };
};

interface Tally {
  readonly group: string;
  rows: number;
  positive: number;
  actual: number;
  found: number;
}

type Share = (tally: Tally) => readonly [part: number, whole: number];

const rates = ({ group, rows, positive, actual, found }: Tally): GroupRates => ({
  group,
  rows,
  positiveRate: positive / rows,
  positiveRateInterval: wilson(positive, rows),
  positives: actual,
  truePositiveRate: actual > 0 ? found / actual : undefined,
});

const extremes = (tallies: readonly Tally[], share: Share): readonly [Tally, Tally] | undefined => {
  const value = (tally: Tally) => share(tally)[0] / share(tally)[1];
  const ordered = [...tallies].sort((a, b) => value(a) - value(b));
  const [lowest, highest] = [ordered[0], ordered.at(-1)];
  return ordered.length > 1 && lowest && highest ? [lowest, highest] : undefined;
};

const gap = (tallies: readonly Tally[], share: Share): Gap | undefined => {
  const ends = extremes(tallies, share);
  if (!ends) return undefined;
  const [[j, m], [k, n]] = [share(ends[0]), share(ends[1])];
  return { value: k / n - j / m, interval: newcombe(k, n, j, m), lowest: ends[0].group, highest: ends[1].group };
};

// Interval of a ratio of shares on the log scale (Katz 1978); an empty cell gets half a row, as usual.
const ratio = (tallies: readonly Tally[]): Gap | undefined => {
  const ends = extremes(tallies, (t) => [t.positive, t.rows]);
  if (!ends || ends[1].positive === 0) return undefined;
  const [low, high] = ends;
  const value = low.positive / low.rows / (high.positive / high.rows);
  const [j, k] = [Math.max(low.positive, 0.5), Math.max(high.positive, 0.5)];
  const error = Math.sqrt(1 / j - 1 / low.rows + 1 / k - 1 / high.rows);
  const logs = around(Math.log(j / low.rows / (k / high.rows)), error);
  const interval = { low: Math.exp(logs.low), high: Math.exp(logs.high) };
  return { value, interval, lowest: low.group, highest: high.group };
};
