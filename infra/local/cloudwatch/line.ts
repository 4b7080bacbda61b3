import type { Metric } from './series.ts';

/** Values over time, by the start of their period in milliseconds. */
export interface Line {
  readonly label: string;
  readonly points: ReadonlyMap<number, number>;
  readonly periodMs: number;
  readonly unit: string;
  /** The metric behind it, when it is no computation. */
  readonly metric?: Metric;
}

/** The times at which a computation looks: the starts of whole periods counted from `origin`. */
export interface Grid {
  readonly from: number;
  readonly to: number;
  readonly origin: number;
}

/** Every period start inside the grid. */
export const starts = ({ from, to, origin }: Grid, periodMs: number): number[] => {
  const first = Math.ceil((from - origin) / periodMs) * periodMs + origin;
  const list: number[] = [];
  for (let start = first; start < to; start += periodMs) list.push(start);
  return list;
};
