import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, DriftLimits } from '../../../shared/monitoring/limits.ts';
import { driftLimits } from '../../../shared/policy/drift-limits.ts';
import { Policy, type Tier } from '../../../shared/policy/schema.ts';
import { aPolicy } from '../../support/approval.ts';

const tier = (change: Record<string, unknown> = {}): Tier =>
  aPolicy({ tiers: { ...aPolicy().tiers, high: { ...aPolicy().tiers.high, ...change } as Tier } }).tiers.high;
const problemsOf = (change: Record<string, unknown>) => {
  const policy = { ...aPolicy(), tiers: { ...aPolicy().tiers, high: { ...aPolicy().tiers.high, ...change } } };
  return Policy.safeParse(policy).error?.issues.map(({ path, message }) => `${path.slice(2).join('.')}: ${message}`);
};

describe('the limits of the drift check', () => {
  it('are those of the simulation where nobody says otherwise', () => {
    expect(driftLimits(tier())).toEqual({ limits: DEFAULT_LIMITS, own: [], findings: [] });
    expect(DEFAULT_LIMITS).toMatchObject({ psi: 0.1, ks: 0.1, totalVariation: 0.05, rows: 100, windowsToAlarm: 2 });
  });

  it('fill in what an older report does not name', () => {
    expect(DriftLimits.parse({ psi: 0.2, rows: 500 })).toEqual({ ...DEFAULT_LIMITS, psi: 0.2, rows: 500 });
  });

  it('are set by the tier', () => {
    expect(driftLimits(tier({ drift: { psi: 0.2, windowsToAlarm: 3 } })).limits).toMatchObject({
      psi: 0.2,
      ks: 0.1,
      windowsToAlarm: 3,
    });
  });

  it('are set by a team inside the bounds of its tier', () => {
    const open = tier({ driftBounds: { psi: { least: 0.05, most: 0.25 } } });

    expect(driftLimits(open, { psi: 0.25 })).toMatchObject({ limits: { psi: 0.25 }, own: ['psi'], findings: [] });
  });

  it('are not set by a team beyond them, and it learns what would be right', () => {
    const open = tier({ drift: { ks: 0.15 }, driftBounds: { psi: { least: 0.05, most: 0.25 } } });
    const { limits, findings } = driftLimits(open, { psi: 0.4, ks: 0.3, rows: 100 });

    expect(limits).toEqual(driftLimits(open).limits);
    expect(findings).toEqual([
      {
        path: 'monitoring.drift.psi',
        code: 'outside-bounds',
        message: 'the policy allows no psi of 0.4 in this tier',
        expected: '0.05 to 0.25',
      },
      expect.objectContaining({
        path: 'monitoring.drift.ks',
        expected: '0.15, the value of the tier, or nothing',
      }),
    ]);
  });

  it('never ask for more windows than are looked at', () => {
    const open = tier({ driftBounds: { windowsToAlarm: { least: 1, most: 5 } } });
    const { limits, findings } = driftLimits(open, { windowsToAlarm: 4 });

    expect(limits.windowsToAlarm).toBe(2);
    expect(findings[0]).toMatchObject({ path: 'monitoring.drift.windowsToAlarm', expected: 'at most 3' });
  });
});

describe('what a tier says of watching', () => {
  it.each([
    [{ drift: { pis: 0.2 } }, 'drift: Unrecognized key: "pis"'],
    [{ driftBounds: { pis: { least: 0, most: 1 } } }, 'driftBounds: Unrecognized key: "pis"'],
    [{ drift: { windowsToAlarm: 4 } }, 'drift.windowsToAlarm: no more windows than are looked at'],
    [{ driftBounds: { psi: { least: 0.3, most: 0.2 } } }, 'driftBounds.psi.least: no more than most'],
    [{ driftBounds: { psi: { least: 0.2, most: 0.3 } } }, "driftBounds.psi: bounds that hold the tier's own psi, 0.1"],
  ])('is refused where it contradicts itself: %j', (change, problem) => {
    expect(problemsOf(change)).toEqual([problem]);
  });

  it('gives a retraining a week unless it says otherwise', () => {
    expect(tier().retrainingCooldownSeconds).toBe(7 * 86_400);
  });
});
