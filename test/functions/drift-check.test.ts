import { describe, expect, it } from 'vitest';
import { createDriftCheck } from '../../functions/drift-check/drift-check.ts';
import { ownRequestId } from '../../shared/deployment/own-requests.ts';
import { aMonitor, captured, due, who } from './drift-check.world.ts';

describe('what is counted', () => {
  it('is every request of a caller, whatever inference id it chose; only ids that Slipway made are left out', async () => {
    const world = await aMonitor({ 8: 0 });
    world.lines.push(...captured(8, 0, 40, 'slipway-golden'), ...captured(8, 0, 70, ownRequestId(world.live)));
    await world.check(8);

    expect(await world.registry.health(who)).toMatchObject({ rows: 540 });
  });
});

describe('checking a window', () => {
  it('of ordinary traffic finds it stable, keeps the report and records the verdict', async () => {
    const world = await aMonitor({ 8: 0 });
    const result = await world.check(8);

    expect(result).toMatchObject({ kind: 'checked', verdict: 'stable', reaction: 'none' });
    expect(await world.evidence.text(result.report)).toContain('<!doctype html>');
    expect(await world.registry.health(who)).toMatchObject({ verdict: 'stable', rows: 500, alarm: false, revision: 0 });
    expect(world.recorded()).toEqual(['monitor.verdict']);
    expect(world.metrics).toEqual(['DriftedFeatures', 'WorstEffect', 'RowsChecked', 'MonitorRuns']);
  });

  it.each(['alert', 'retrain', 'rollback'] as const)(
    'reacts with %s when two of three windows drifted, and once (R-53)',
    async (onDrift) => {
      const world = await aMonitor({ 8: 60, 9: 60, 10: 60 }, { onDrift });

      expect(await world.check(8)).toMatchObject({ verdict: 'drifted', reaction: 'none' });
      expect(await world.check(9)).toMatchObject({ verdict: 'drifted', reaction: onDrift });
      expect(await world.check(10)).toMatchObject({ verdict: 'drifted', reaction: 'none' });
      expect(world.recorded().filter((type) => type === 'monitor.reaction')).toHaveLength(1);
      expect(await world.registry.health(who)).toMatchObject({ alarm: true });
    },
  );

  it('without traffic is not enough evidence, which is not "stable" (R-52)', async () => {
    const world = await aMonitor({});

    expect(await world.check(8)).toMatchObject({ kind: 'checked', verdict: 'not-enough-evidence', reaction: 'none' });
  });

  it('fired twice is checked once (R-50)', async () => {
    const world = await aMonitor({ 8: 0 });
    await world.check(8);

    expect(await world.check(8)).toMatchObject({ kind: 'skipped', reaction: 'none' });
    expect(world.recorded()).toEqual(['monitor.verdict']);
  });

  it('says again what it asked for when its first answer was lost', async () => {
    const world = await aMonitor({ 8: 60, 9: 60 });
    await world.check(8);
    await world.check(9);

    expect(await world.check(9)).toMatchObject({ kind: 'skipped', reaction: 'rollback' });
    expect(world.recorded().filter((type) => type === 'monitor.reaction')).toHaveLength(1);
  });

  it('run by two at once is recorded once', async () => {
    const world = await aMonitor({ 8: 0 });
    const results = await Promise.allSettled([world.check(8), world.check(8)]);

    expect(results.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(world.recorded()).toEqual(['monitor.verdict']);
  });

  it('goes on after a crash before the record', async () => {
    const world = await aMonitor({ 8: 0 });
    const registry = { ...world.registry, commit: () => Promise.reject(new Error('away')) };
    await expect(
      createDriftCheck({ ...world.deps, registry })({ ...who, run: 'r', scheduledAt: due(8) }),
    ).rejects.toThrow('away');

    expect(await world.run({ run: 'r', scheduledAt: due(8) })).toMatchObject({ kind: 'checked' });
    expect(world.recorded()).toEqual(['monitor.verdict']);
  });

  it('throws the result away when the version was replaced meanwhile (R-52)', async () => {
    const world = await aMonitor({ 8: 60 });
    world.state.during = () => {
      world.registry.seed({ ...world.live, state: 'superseded' });
      world.registry.seed({ ...world.live, version: '1.5.0' });
    };

    expect(await world.check(8)).toMatchObject({ kind: 'skipped', sentence: expect.stringContaining('replaced') });
    expect(world.recorded()).toEqual([]);
  });

  it('of a model without a live version is skipped', async () => {
    const world = await aMonitor({});
    world.registry.seed({ ...world.live, state: 'retired' });

    expect(await world.check(8)).toMatchObject({
      kind: 'skipped',
      sentence: 'lending/credit-risk has no live version',
    });
  });

  it('fails by name when the baseline is gone', async () => {
    const world = await aMonitor({ 8: 0 });
    world.registry.seed({ ...world.live, evidence: { profile: 'f'.repeat(64) } });

    await expect(world.check(8)).rejects.toMatchObject({ name: 'BaselineMissing' });
  });
});
