import { describe, expect, it } from 'vitest';
import { fairnessGates } from '../../../shared/assurance/fairness-gates.ts';
import { championGates, claimGates, latencyGate, metricGates, worstOf } from '../../../shared/assurance/gates.ts';
import { betterOf, labelOf } from '../../../shared/assurance/metric-names.ts';
import type { Metric } from '../../../shared/assurance/schema.ts';

const metric = (name: string, value: number, half?: number, n = 5000): Metric => ({
  name,
  label: labelOf(name),
  better: betterOf(name),
  value,
  n,
  ...(half !== undefined && { interval: { low: value - half, high: value + half } }),
});

describe('gates of a tier', () => {
  const status = (measured: Metric[], gate: { metric: string; atLeast?: number; atMost?: number }) =>
    metricGates(measured, [gate])[0]?.status;

  it('pass, ask for a look when the interval crosses the limit, or fail', () => {
    expect(status([metric('auc', 0.81, 0.01)], { metric: 'auc', atLeast: 0.78 })).toBe('passes');
    expect(status([metric('auc', 0.785, 0.01)], { metric: 'auc', atLeast: 0.78 })).toBe('look');
    expect(status([metric('auc', 0.779, 0.01)], { metric: 'auc', atLeast: 0.78 })).toBe('fails');
    expect(status([metric('logLoss', 0.3, 0.01)], { metric: 'logLoss', atMost: 0.32 })).toBe('passes');
    expect(status([metric('logLoss', 0.33, 0.01)], { metric: 'logLoss', atMost: 0.32 })).toBe('fails');
  });

  it('pass exactly at the limit', () => {
    expect(status([metric('auc', 0.78)], { metric: 'auc', atLeast: 0.78 })).toBe('passes');
    expect(status([metric('calibrationError', 0.03)], { metric: 'calibrationError', atMost: 0.03 })).toBe('passes');
  });

  it('ask for a look at few labels', () => {
    expect(metricGates([metric('auc', 0.9, 0.01, 199)], [{ metric: 'auc', atLeast: 0.5 }])[0]).toMatchObject({
      status: 'look',
      sentence: 'AUC is 0.900 (0.890 to 0.910); the tier asks for at least 0.500. Measured on only 199 labels.',
    });
  });

  it('fail what could not be measured', () => {
    expect(metricGates([], [{ metric: 'auc', atLeast: 0.5 }])[0]).toMatchObject({
      status: 'fails',
      sentence: 'AUC could not be measured on this holdout; the tier asks for at least 0.500.',
    });
  });
});

describe('comparison with the live version', () => {
  const compare = (now: Metric, was: Metric, tolerance = 0.01) => championGates([now], [was], tolerance)[0]?.status;

  it('tolerates a little loss and no more, on the right side of each metric', () => {
    expect(compare(metric('auc', 0.82), metric('auc', 0.81))).toBe('passes');
    expect(compare(metric('auc', 0.81), metric('auc', 0.81))).toBe('passes');
    expect(compare(metric('auc', 0.805), metric('auc', 0.81))).toBe('look');
    expect(compare(metric('auc', 0.79), metric('auc', 0.81))).toBe('fails');
    expect(compare(metric('logLoss', 0.3), metric('logLoss', 0.35))).toBe('passes');
    expect(compare(metric('logLoss', 0.37), metric('logLoss', 0.35))).toBe('fails');
    expect(compare(metric('bias', -0.5), metric('bias', 0.2))).toBe('fails');
    expect(compare(metric('bias', -0.1), metric('bias', 0.2))).toBe('passes');
  });

  it('lets the metrics decide that the tier gates; another that is worse asks for a look', () => {
    const [now, was] = [
      [metric('auc', 0.82), metric('precision', 0.4)],
      [metric('auc', 0.81), metric('precision', 0.5)],
    ];
    const statuses = (gated: string) =>
      championGates(now, was, 0.01, [{ metric: gated, atLeast: 0.1 }]).map(({ status }) => status);

    expect(statuses('auc')).toEqual(['passes', 'look']);
    expect(statuses('precision')).toEqual(['passes', 'fails']);
  });

  it('compares only what both have', () => {
    expect(championGates([metric('auc', 0.8)], [], 0)).toEqual([]);
  });
});

describe('claims', () => {
  const claim = (measured: Metric, claims: Record<string, number>) => claimGates([measured], claims, 0.02)[0]?.status;

  it('hold within the tolerance, may be modest, and fail when they promise too much', () => {
    expect(claim(metric('auc', 0.8, 0.005), { auc: 0.81 })).toBe('passes');
    expect(claim(metric('auc', 0.9, 0.005), { auc: 0.6 })).toBe('passes');
    expect(claim(metric('auc', 0.8, 0.05), { auc: 0.84 })).toBe('look');
    expect(claim(metric('auc', 0.8, 0.005), { auc: 0.9 })).toBe('fails');
    expect(claim(metric('logLoss', 0.4), { logLoss: 0.3 })).toBe('fails');
  });

  it('about something unmeasured asks for a look', () => {
    expect(claim(metric('auc', 0.8), { lift: 3 })).toBe('look');
  });
});

describe('fairness and latency', () => {
  const gap = (value: number, ratio: number) => ({
    attribute: 'sex',
    groups: [],
    parityGap: { value, interval: { low: value - 0.02, high: value + 0.02 }, lowest: 'f', highest: 'm' },
    impactRatio: { value: ratio, interval: { low: ratio - 0.1, high: ratio + 0.1 }, lowest: 'f', highest: 'm' },
  });

  it('pass, ask for a look or fail by the gap', () => {
    const status = (value: number, ratio: number, limit?: number) =>
      fairnessGates([gap(value, ratio)], limit)[0]?.status;

    expect(status(0.02, 0.95, 0.05)).toBe('passes');
    expect(status(0.04, 0.95, 0.05)).toBe('look');
    expect(status(0.06, 0.95, 0.05)).toBe('fails');
    expect(status(0.2, 0.95)).toBe('passes');
    expect(status(0.2, 0.7)).toBe('look');
  });

  it('say what they found', () => {
    expect(fairnessGates([gap(0.041, 0.75)], 0.05)[0]?.sentence).toBe(
      'Positive decisions are 4.1 points rarer where sex is “f” than where it is “m”; 5.0 points are allowed. That is 75 % of the rate of “m”; below 80 % deserves a look.',
    );
    expect(fairnessGates([{ attribute: 'sex', groups: [] }])[0]?.status).toBe('look');
  });

  it('hold the slowest answers to the limit', () => {
    expect([latencyGate(120, 120), latencyGate(120.1, 120)].map(({ status }) => status)).toEqual(['passes', 'fails']);
  });

  it('add up to the worst', () => {
    expect(worstOf([{ status: 'passes' }, { status: 'look' }])).toBe('look');
    expect(worstOf([{ status: 'look' }, { status: 'fails' }])).toBe('fails');
    expect(worstOf([])).toBe('passes');
  });
});
