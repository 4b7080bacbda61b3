import { describe, expect, it } from 'vitest';
import { createDriftCheck } from '../../functions/drift-check/drift-check.ts';
import { windowOf } from '../../functions/drift-check/window-of.ts';
import { firstCheck } from '../../shared/monitoring/schedule.ts';
import { aMonitor, captured, due, hour, who } from './drift-check.world.ts';

const of = (schedule: string, more: object = {}) => ({ schedule, since: '2026-01-01T00:00:00.000Z', ...more });
const minutes = (count: number) => count * 60_000;
const at = (instant: string, shift = 0) => new Date(Date.parse(instant) + shift).toISOString();

describe('the window of a scheduled check', () => {
  const last = hour(8);

  it('is the last whole period of which the records are there, whenever in the next one the schedule fires (R-50, R-54)', () => {
    const window = { from: hour(8), to: hour(9), missed: 0, beyond: 0 };

    for (const shift of [0, 1, minutes(1), minutes(5), minutes(30), minutes(60) - 1])
      expect(windowOf({ scheduledAt: at(due(8), shift) }, of('rate(1 hour)', { last }), new Date())).toEqual(window);
    expect(windowOf({ scheduledAt: at(due(8), -1) }, of('rate(1 hour)', { last: hour(7) }), new Date())?.to).toBe(
      hour(8),
    );
  });

  it('goes over 29 February and over the change of clocks as over any other day (R-54)', () => {
    const day = (to: string) =>
      windowOf({ scheduledAt: at(to, minutes(5)) }, of('rate(1 day)', { last: at(to, -minutes(1440)) }), new Date());

    expect(day('2028-03-01T00:00:00.000Z')).toMatchObject({ from: '2028-02-29T00:00:00.000Z', missed: 0, beyond: 0 });
    expect(day('2026-03-29T00:00:00.000Z')).toMatchObject({ from: '2026-03-28T00:00:00.000Z', missed: 0, beyond: 0 });
    expect(day('2026-10-26T00:00:00.000Z')).toMatchObject({ from: '2026-10-25T00:00:00.000Z', missed: 0, beyond: 0 });
  });

  it('takes in what was missed, once for all, and no more than a day of hours (R-51)', () => {
    const window = (instant: string) =>
      windowOf({ scheduledAt: due(30) }, of('rate(1 hour)', { last: instant }), new Date());

    expect(window(hour(27))).toEqual({ from: hour(27), to: hour(31), missed: 3, beyond: 0 });
    expect(window(at(hour(27), minutes(-20)))).toEqual({ from: hour(27), to: hour(31), missed: 3, beyond: 0 });
    expect(window(hour(1))).toEqual({ from: hour(6), to: hour(31), missed: 24, beyond: 5 });
  });

  it('leaves out the traffic of the version before', () => {
    const since = at(hour(8), minutes(20));

    expect(windowOf({ scheduledAt: due(8) }, of('rate(1 hour)', { since }), new Date())).toEqual({
      from: since,
      to: hour(9),
      missed: 0,
      beyond: 0,
    });
    expect(windowOf({ scheduledAt: due(7) }, of('rate(1 hour)', { since }), new Date())).toBeUndefined();
  });

  it('first comes when there is one to look at', () => {
    const now = new Date(at(hour(8), minutes(20)));

    expect(firstCheck('rate(1 hour)', now).toISOString()).toBe(due(8));
    expect(firstCheck('rate(1 day)', now).toISOString()).toBe('2026-11-24T00:05:00.000Z');
    expect(firstCheck('rate(4 minutes)', now).toISOString()).toBe(at(hour(8), minutes(26)));
  });
});

describe('the window that a person asks for', () => {
  it('is the one named, or the last period until an instant', () => {
    const window = { from: hour(1), to: hour(2) };

    expect(windowOf({ window }, of('rate(1 hour)'), new Date())).toEqual({ ...window, missed: 0, beyond: 0 });
    expect(windowOf({ asOf: hour(9) }, of('rate(2 hours)'), new Date())).toMatchObject({ from: hour(7), to: hour(9) });
    expect(windowOf({}, of('rate(2 hours)'), new Date(hour(9)))).toMatchObject({ from: hour(7), to: hour(9) });
  });
});

describe('runs that come at once, late, twice or not at all', () => {
  it('ends at once while another run checks the model, and leaves it alone (R-50)', async () => {
    const world = await aMonitor({ 8: 0, 9: 0 });
    const second = Promise.withResolvers<unknown>();
    world.state.during = () => {
      world.state.during = () => {};
      second.resolve(world.run({ window: { from: hour(9), to: hour(10) } }));
    };
    const first = await world.check(8);

    expect(first).toMatchObject({ kind: 'checked' });
    expect(await second.promise).toMatchObject({ kind: 'skipped', sentence: expect.stringContaining('under way') });
    expect(world.recorded()).toEqual(['monitor.verdict']);
    expect(await world.run({ window: { from: hour(9), to: hour(10) } })).toMatchObject({ kind: 'checked' });
  });

  it('tried again as the same run goes on, though it has the lease already', async () => {
    const world = await aMonitor({ 8: 0 });
    const registry = { ...world.registry, commit: () => Promise.reject(new Error('away')) };
    const again = { ...who, run: 'one', scheduledAt: due(8) };
    await expect(createDriftCheck({ ...world.deps, registry })(again)).rejects.toThrow('away');

    expect(await world.run({ ...again, run: 'other' })).toMatchObject({ kind: 'skipped' });
    expect(await world.run(again)).toMatchObject({ kind: 'checked' });
  });

  it('takes over from a run that broke, once its lease lapsed; what wakes up then records nothing (R-15)', async () => {
    const world = await aMonitor({ 8: 0 });
    const slept = Promise.withResolvers<void>();
    const woken = Promise.withResolvers<void>();
    const sleeping = {
      ...world.registry,
      commit: async (...of: Parameters<typeof world.registry.commit>) => {
        slept.resolve();
        await woken.promise;
        return world.registry.commit(...of);
      },
    };
    const paused = createDriftCheck({ ...world.deps, registry: sleeping })({
      ...who,
      run: 'paused',
      window: { from: hour(8), to: at(hour(9), -1000) },
    });
    await slept.promise;
    world.now.at = new Date(world.now.at.getTime() + minutes(21));
    const taken = await world.check(8);
    woken.resolve();

    expect(taken).toMatchObject({ kind: 'checked' });
    await expect(paused).rejects.toMatchObject({ name: 'VersionConflict' });
    expect(world.recorded()).toEqual(['monitor.verdict']);
  });

  it('looks at missed windows with the next one, and says how many (R-51)', async () => {
    const world = await aMonitor({ 8: 0, 9: 0, 10: 0, 11: 0 });
    await world.check(8);
    const result = await world.check(11);

    expect(result).toMatchObject({ kind: 'checked', verdict: 'stable' });
    expect(await world.registry.health(who)).toMatchObject({ rows: 1500 });
    expect(world.registry.records.at(-1)).toMatchObject({
      reason: { text: expect.stringContaining('2 windows were missed') },
      refs: { windowFrom: hour(9), windowTo: hour(12), missed: '2' },
    });
    expect((await world.check(11)).kind).toBe('skipped');
  });

  it('looks again at a window of which records came late, and says so', async () => {
    const world = await aMonitor({ 8: 0, 9: 0 });
    await world.check(8);
    world.lines.push(...captured(8, 0, 300));
    await world.check(9);

    const verdicts = world.registry.records.filter(({ type }) => type === 'monitor.verdict');
    expect(verdicts.map(({ refs }) => [refs.windowFrom, refs.rows])).toEqual([
      [hour(8), '500'],
      [hour(8), '800'],
      [hour(9), '500'],
    ]);
    expect(verdicts[1]?.reason.text).toContain('came late');
    expect((await world.registry.health(who))?.recent.map(({ rows }) => rows)).toEqual([800, 500]);
  });

  it('fills in a window of long ago when a person asks, without saying that the model is like that now', async () => {
    const world = await aMonitor({ 3: 60, 8: 0 });
    await world.check(8);
    const past = await world.run({ window: { from: hour(3), to: hour(4) } });

    expect(past).toMatchObject({ kind: 'checked', verdict: 'drifted', reaction: 'none' });
    expect(await world.registry.health(who)).toMatchObject({
      verdict: 'stable',
      recent: [
        { at: hour(4), verdict: 'drifted' },
        { at: hour(9), verdict: 'stable' },
      ],
    });
  });
});
