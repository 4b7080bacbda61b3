import { describe, expect, it } from 'vitest';
import { createDriftCheck } from '../../functions/drift-check/drift-check.ts';
import { healthAfter } from '../../functions/drift-check/outcome.ts';
import { windowOf } from '../../functions/drift-check/window-of.ts';
import { productionEndpoint } from '../../shared/deployment/names.ts';
import { profileOf } from '../../shared/monitoring/profile.ts';
import { seeded } from '../../shared/statistics/permutation-importance.ts';
import { aHealth, aModelVersion, aServing } from '../support/builders.ts';
import { memoryTraffic } from '../support/memory/traffic.ts';
import { aReleaseWorld, probability, theManifest, thePolicy } from './release.world.ts';

const who = { team: 'lending', model: 'credit-risk' };
const hour = (n: number) => `2026-11-23T${String(n).padStart(2, '0')}:00:00.000Z`;

const drawn = (seed: number, count: number, shift = 0) => {
  const random = seeded(seed);
  return Array.from({ length: count }, () => {
    const [income, debt] = [random() * 100 + shift, random() * 40];
    return { inputs: [income, debt], output: probability(income, debt) };
  });
};
const captured = (n: number, shift: number, rows = 500) =>
  drawn(n + 10, rows, shift).map(({ inputs, output }, i) =>
    JSON.stringify({
      captureData: {
        endpointInput: {
          data: `${inputs.join(',')}\n`,
          encoding: 'CSV',
          observedContentType: 'text/csv',
          mode: 'INPUT',
        },
        endpointOutput: { data: `${output}\n`, encoding: 'CSV', observedContentType: 'text/csv', mode: 'OUTPUT' },
      },
      eventMetadata: { eventId: `${n}-${i}`, inferenceTime: `2026-11-23T${String(n).padStart(2, '0')}:30:00Z` },
      eventVersion: '0',
    }),
  );

/** Traffic by hour; 60 shifts every income far away. */
const aMonitor = async (
  shifts: Readonly<Record<number, number>>,
  onDrift: 'alert' | 'retrain' | 'rollback' = 'rollback',
) => {
  const world = aReleaseWorld(thePolicy({ onDrift }));
  const { inputs } = theManifest().signature;
  const output = { name: 'probability', type: 'number' as const, min: 0, max: 1 };
  const profile = await world.baselines.save(
    profileOf({ model: 'credit-risk', version: '1.4.0', inputs, output, rows: drawn(1, 3000) }),
  );
  const live = await world.stored('live', { serving: aServing(), evidence: { profile } });
  const lines = Object.entries(shifts).flatMap(([n, shift]) => captured(Number(n), shift));
  const metrics: string[] = [];
  const state = { during: () => {} };
  const deps = {
    ...world,
    traffic: memoryTraffic({ [productionEndpoint(who)]: lines }, () => state.during()),
    emit: (emitted: readonly { readonly name: string }[]) => void metrics.push(...emitted.map(({ name }) => name)),
  };
  return {
    ...world,
    live,
    metrics,
    state,
    deps,
    check: (n: number) => createDriftCheck(deps)({ ...who, scheduledAt: hour(n + 1) }),
  };
};

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
      const world = await aMonitor({ 8: 60, 9: 60, 10: 60 }, onDrift);

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
    const world = await aMonitor({ 8: 60, 9: 60 }, 'rollback');
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
    await expect(createDriftCheck({ ...world.deps, registry })({ ...who, scheduledAt: hour(9) })).rejects.toThrow(
      'away',
    );

    expect(await world.check(8)).toMatchObject({ kind: 'checked' });
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

describe('the window of a check', () => {
  it('ends at the planned instant, not at the present one', () => {
    expect(windowOf({ scheduledAt: hour(9) }, 'rate(1 hour)', new Date(hour(15)))).toEqual({
      from: hour(8),
      to: hour(9),
    });
    expect(windowOf({ scheduledAt: hour(9) }, 'rate(30 minutes)', new Date()).from).toBe('2026-11-23T08:30:00.000Z');
    expect(windowOf({ scheduledAt: '2028-03-01T00:00:00.000Z' }, 'rate(1 day)', new Date()).from).toBe(
      '2028-02-29T00:00:00.000Z',
    );
  });

  it('is the one a person asked for, or the last period', () => {
    const window = { from: hour(1), to: hour(2) };

    expect(windowOf({ window }, 'rate(1 hour)', new Date())).toEqual(window);
    expect(windowOf({}, 'rate(2 hours)', new Date(hour(9)))).toEqual({ from: hour(7), to: hour(9) });
  });
});

describe('the health of a model', () => {
  const report = {
    verdict: 'drifted',
    calm: false,
    sentence: 's',
    window: { from: hour(8), to: hour(9) },
    rows: { window: 5 },
  } as unknown as Parameters<typeof healthAfter>[2];
  const drifted = { at: hour(8), verdict: 'drifted' as const, calm: false };

  const live = aModelVersion({ state: 'live' });
  const next = (before: Parameters<typeof healthAfter>[0]) =>
    healthAfter(before, live, report, 'page', 'retrain', new Date(hour(9)));

  it('starts anew with each version, but keeps counting its revision', () => {
    const { health } = next(aHealth({ version: '1.3.0', alarm: true, recent: [drifted, drifted], revision: 7 }));

    expect(health).toMatchObject({ alarm: false, revision: 8 });
    expect(health.recent).toHaveLength(1);
  });

  it('remembers fifty windows', () => {
    const { recent } = next(aHealth({ recent: Array(50).fill({ at: hour(1), verdict: 'stable', calm: true }) })).health;

    expect(recent).toHaveLength(50);
    expect(recent.at(-1)).toMatchObject({ at: hour(9), verdict: 'drifted' });
  });

  it('asks for a reaction only when the alarm is entered, and remembers it with the window', () => {
    const entered = next(aHealth({ recent: [drifted] }));

    expect(entered).toMatchObject({ reaction: 'retrain', health: { alarm: true } });
    expect(entered.health.recent.at(-1)).toMatchObject({ reaction: 'retrain' });
    expect(next(undefined)).toMatchObject({ reaction: 'none', health: { alarm: false } });
    expect(next(aHealth({ recent: [drifted], alarm: true }))).toMatchObject({ reaction: 'none' });
    expect(next(aHealth({ version: '1.3.0', recent: [drifted] }))).toMatchObject({ reaction: 'none' });
  });
});
