type Unit = 'Count' | 'Seconds' | 'Milliseconds' | 'None';

export interface Metric {
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
}

/** Counts something, under dimensions whose values are few. */
export type Emit = (metrics: readonly Metric[], dimensions?: Readonly<Record<string, string>>) => void;

/** Namespace of everything Slipway counts. */
export const NAMESPACE = 'Slipway';

/**
 * Writes metrics in CloudWatch's Embedded Metric Format: one log line that CloudWatch turns into metrics, without an API
 * call. Every dimension value is a metric of its own and costs money: use few.
 */
export const emit = (
  metrics: readonly Metric[],
  dimensions: Readonly<Record<string, string>> = {},
  now: number = Date.now(),
): void => {
  const line = {
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [Object.keys(dimensions)],
          Metrics: metrics.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    ...dimensions,
    ...Object.fromEntries(metrics.map(({ name, value }) => [name, value])),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
