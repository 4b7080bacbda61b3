/** Which numbers: namespace, name and dimensions together, as CloudWatch tells metrics apart. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One or more values at one moment; single values have `min` equal to `max`. */
export interface Sample {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

export interface Measurement extends Metric, Sample {
  readonly unit: string;
}

/** The same text for the same metric, whatever the order of its dimensions. */
export const metricKey = ({ namespace, name, dimensions }: Metric): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);

export const single = (value: number, at: number, count = 1): Sample => ({
  at,
  count,
  sum: value * count,
  min: value,
  max: value,
});
