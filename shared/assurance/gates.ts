import { figure } from '../kernel/figures.ts';
import type { Gate } from '../policy/schema.ts';
import { betterOf, labelOf } from './metric-names.ts';
import type { GateResult, GateStatus, Interval, Metric } from './schema.ts';

/** Fewer labels than this pass a gate only under somebody's eyes. */
const ENOUGH_LABELS = 200;

/** Each gate of the tier against what was measured. A value that passes while its interval does not asks for a look. */
export const metricGates = (
  metrics: readonly Metric[],
  gates: readonly Gate[],
  champion: readonly Metric[] = [],
): GateResult[] =>
  gates.map(({ metric, atLeast, atMost }) => {
    const measured = find(metrics, metric);
    const side = atLeast === undefined ? 'at-most' : 'at-least';
    const limit = atLeast ?? atMost ?? 0;
    const words = `${side === 'at-least' ? 'at least' : 'at most'} ${figure(limit)}`;
    const base = { kind: 'gate', gate: metric, label: labelOf(metric), unit: 'none', limit, side } as const;
    if (!measured)
      return {
        ...base,
        status: 'fails',
        sentence: `${labelOf(metric)} could not be measured on this holdout; the tier asks for ${words}.`,
      };
    const status = against(measured.value, measured.interval, limit, side, measured.n);
    return {
      ...base,
      measured: measured.value,
      interval: measured.interval,
      champion: find(champion, metric)?.value,
      status,
      sentence: `${measured.label} is ${withInterval(measured)}; the tier asks for ${words}.${doubt(status, measured)}`,
    };
  });

/**
 * Each metric that both have: the candidate may be worse than the live version by no more than `tolerance`. Beyond it, a
 * metric that the tier gates fails; any other asks for a look, because a model that ranks better may well decide
 * differently at one threshold. A tier without gates has all of them decide.
 */
export const championGates = (
  metrics: readonly Metric[],
  champion: readonly Metric[],
  tolerance: number,
  gates: readonly Gate[] = [],
): GateResult[] => {
  const decides = (name: string) => gates.length === 0 || gates.some(({ metric }) => metric === name);
  return metrics.flatMap((measured): GateResult[] => {
    const before = find(champion, measured.name);
    if (!before) return [];
    // A bias is as bad on either side of zero.
    const [now, was] =
      measured.better === 'nearer-zero'
        ? [Math.abs(measured.value), Math.abs(before.value)]
        : [measured.value, before.value];
    const side = measured.better === 'higher' ? 'at-least' : 'at-most';
    const limit = side === 'at-least' ? was - tolerance : was + tolerance;
    const worse = side === 'at-least' ? was - now : now - was;
    const beyond = worse > tolerance + ROUNDING;
    const status = beyond && decides(measured.name) ? 'fails' : worse > ROUNDING ? 'look' : 'passes';
    const words =
      worse > ROUNDING
        ? `${figure(worse)} worse than`
        : worse < -ROUNDING
          ? `${figure(-worse)} better than`
          : 'the same as';
    return [
      {
        kind: 'champion',
        gate: measured.name,
        label: measured.label,
        unit: 'none',
        measured: now,
        limit,
        side,
        interval: measured.better === 'nearer-zero' ? undefined : measured.interval,
        champion: was,
        status,
        sentence: `${measured.label} is ${words} the live version${worse > ROUNDING ? `; ${figure(tolerance)} is tolerated` : ''}.`,
      },
    ];
  });
};

/** What the team claimed against what was measured; a claim may be better than the truth by `tolerance`. */
export const claimGates = (
  metrics: readonly Metric[],
  claims: Readonly<Record<string, number>>,
  tolerance: number,
): GateResult[] =>
  Object.entries(claims).map(([name, claimed]) => {
    const measured = find(metrics, name);
    const side = betterOf(name) === 'higher' ? 'at-least' : 'at-most';
    const limit = side === 'at-least' ? claimed - tolerance : claimed + tolerance;
    const base = { kind: 'claim', gate: name, label: labelOf(name), unit: 'none', limit, side } as const;
    const claim = `The team claims ${labelOf(name)} of ${figure(claimed)}`;
    if (!measured)
      return { ...base, status: 'look', sentence: `${claim}; Slipway does not measure that for this task.` };
    const value = measured.better === 'nearer-zero' ? Math.abs(measured.value) : measured.value;
    const holds = side === 'at-least' ? value >= limit - ROUNDING : value <= limit + ROUNDING;
    const within =
      measured.interval !== undefined && claimed >= measured.interval.low && claimed <= measured.interval.high;
    return {
      ...base,
      measured: value,
      interval: measured.interval,
      status: holds ? 'passes' : within ? 'look' : 'fails',
      sentence: `${claim}, measured is ${withInterval(measured)}.`,
    };
  });

/** The 99th percentile of answer times, in milliseconds, against the tier's limit. */
export const latencyGate = (p99Ms: number, limit: number, champion?: number): GateResult => ({
  kind: 'latency',
  gate: 'latencyP99Ms',
  label: 'Slowest 1 % of answers',
  unit: 'ms',
  measured: p99Ms,
  limit,
  side: 'at-most',
  champion,
  status: p99Ms <= limit ? 'passes' : 'fails',
  sentence: `99 of 100 answers come within ${figure(p99Ms)} ms; the tier allows ${figure(limit)} ms.`,
});

/** The worst of all: one failure fails, one doubt asks for a look. */
export const worstOf = (results: readonly { readonly status: GateStatus }[]): GateStatus =>
  (['fails', 'look', 'passes'] as const).find((status) => results.some((result) => result.status === status)) ??
  'passes';

// Differences below this are the rounding of doubles, not quality.
const ROUNDING = 1e-12;

const against = (
  value: number,
  interval: Interval | undefined,
  limit: number,
  side: GateResult['side'],
  n: number,
): GateStatus => {
  const holds = (x: number) => (side === 'at-least' ? x >= limit : x <= limit);
  if (!holds(value)) return 'fails';
  const sure = !interval || holds(side === 'at-least' ? interval.low : interval.high);
  return sure && n >= ENOUGH_LABELS ? 'passes' : 'look';
};

const doubt = (status: GateStatus, { n }: Metric): string => {
  if (status !== 'look') return '';
  return n < ENOUGH_LABELS
    ? ` Measured on only ${n} labels.`
    : ' With this many labels the true value may lie on the other side.';
};

const withInterval = ({ value, interval }: Metric): string =>
  interval ? `${figure(value)} (${figure(interval.low)} to ${figure(interval.high)})` : figure(value);

const find = (metrics: readonly Metric[], name: string): Metric | undefined =>
  metrics.find((metric) => metric.name === name);
