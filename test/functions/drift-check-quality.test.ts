import { describe, expect, it } from 'vitest';
import type { JoinBounds } from '../../shared/monitoring/id-parts.ts';
import { aMonitor, hour, labelled, who } from './drift-check.world.ts';

const jsonOf = async (world: Awaited<ReturnType<typeof aMonitor>>, page: string) =>
  JSON.parse((await world.evidence.text(page.replace('.html', '.json'))) ?? '');

describe('a window whose labels have come', () => {
  it('is measured beside its drift, against the values of the release', async () => {
    const world = await aMonitor({ 8: 0 });
    world.truth.push(...labelled(8, 8));
    const { report } = await world.check(8);

    const { features, quality } = await jsonOf(world, report);
    expect(features[0]).toMatchObject({ role: 'prediction' });
    expect(quality).toMatchObject({
      verdict: 'as-released',
      labelled: 500,
      answered: 500,
      window: { from: hour(8), to: hour(9) },
      metrics: expect.arrayContaining([expect.objectContaining({ name: 'auc', atRelease: expect.any(Number) })]),
    });
    const page = (await world.evidence.text(report)) ?? '';
    expect(page.indexOf('By the labels')).toBeGreaterThan(page.indexOf('Who does what now'));
    expect(await world.registry.health(who)).toMatchObject({ quality: { verdict: 'as-released', at: hour(9) } });
    expect(world.recorded()).toEqual(['monitor.verdict']);
  });

  it('tells once that the answers became worse, and remembers it while no labels come', async () => {
    const world = await aMonitor({ 8: 0, 9: 0, 10: 0 });
    world.truth.push(...labelled(8, 8, { wrong: true }), ...labelled(9, 9, { wrong: true }));
    for (const n of [8, 9, 10]) await world.check(n);

    expect(world.recorded()).toEqual(['monitor.verdict', 'monitor.quality', 'monitor.verdict', 'monitor.verdict']);
    expect(world.registry.records[1]).toMatchObject({
      reason: { code: 'worse', text: expect.stringContaining('worse than at release') },
      refs: { labelledFrom: hour(8), labelledTo: hour(9) },
    });
    expect(await world.registry.health(who)).toMatchObject({
      verdict: 'stable',
      quality: { verdict: 'worse', at: hour(10) },
    });
  });

  it('is measured as much later as its labels come, when the manifest says so', async () => {
    const world = await aMonitor({ 8: 0, 11: 0 }, {}, 500, undefined, {
      schedule: 'rate(1 hour)',
      labelsAfterHours: 3,
    });
    world.truth.push(...labelled(8, 11));
    await world.check(8);
    expect((await world.registry.health(who))?.quality).toBeUndefined();

    await world.run({ window: { from: hour(11), to: hour(12) } });
    expect(await world.registry.health(who)).toMatchObject({ quality: { verdict: 'as-released', at: hour(9) } });
  });

  it('is not measured where another version answered: labels of then say nothing of this one', async () => {
    const world = await aMonitor({ 6: 0, 11: 0 }, {}, 500, undefined, {
      schedule: 'rate(1 hour)',
      labelsAfterHours: 5,
    });
    world.truth.push(...labelled(6, 11));
    const { report } = await world.run({ window: { from: hour(11), to: hour(12) } });

    expect(await jsonOf(world, report)).not.toHaveProperty('quality');
  });

  it('with too few labels says that there are too few', async () => {
    const world = await aMonitor({ 8: 0 });
    world.truth.push(...labelled(8, 8, { rows: 50 }));
    await world.check(8);

    expect(await world.registry.health(who)).toMatchObject({
      quality: { verdict: 'not-enough-evidence', sentence: expect.stringContaining('50 labels for 500 answers') },
    });
  });

  it('is measured in parts of the ids when memory does not hold it at once, to the same figures', async () => {
    const qualityWith = async (joining?: JoinBounds) => {
      const world = await aMonitor({ 8: 0 }, {}, 500, undefined, undefined, joining);
      world.truth.push(...labelled(8, 8));
      const { quality } = await jsonOf(world, (await world.check(8)).report);
      return quality;
    };
    const [whole, parted] = [await qualityWith(), await qualityWith({ atOnce: 40_000, read: 1e9 })];

    expect(whole.leftOut).toEqual([]);
    expect(parted).toMatchObject({ labelled: 500, answered: 500, leftOut: [] });
    for (const [i, { name, value, n }] of whole.metrics.entries()) {
      expect(parted.metrics[i]).toMatchObject({ name, n });
      expect(parted.metrics[i].value).toBeCloseTo(value, 10);
    }
  });

  it('of more than can be read is measured on whole parts of it, and told so with what to do', async () => {
    const world = await aMonitor({ 8: 0 }, {}, 2000, undefined, undefined, { atOnce: 400_000, read: 2e6 });
    world.truth.push(...labelled(8, 8, { rows: 2000 }));
    const { report } = await world.check(8);
    const { quality } = await jsonOf(world, report);

    expect(quality.verdict).toBe('as-released');
    expect(quality.answered).toBeGreaterThan(300);
    expect(quality.answered).toBeLessThan(1700);
    expect(quality.leftOut).toEqual([expect.stringMatching(/^Measured on \d parts? of \d equal parts.*slipway check/)]);
    expect(await world.evidence.text(report)).toContain('Not in these figures');
  });

  it('of more than one check reads is left out with the reason, on the page and on record', async () => {
    const world = await aMonitor({ 8: 0 }, {}, 500, undefined, undefined, { atOnce: 1000, read: 1000 });
    world.truth.push(...labelled(8, 8));
    const { report } = await world.check(8);

    expect((await jsonOf(world, report)).quality).toEqual({
      verdict: 'not-measured',
      sentence: expect.stringContaining('one check reads at most'),
      window: { from: hour(8), to: hour(9) },
    });
    expect(await world.evidence.text(report)).toContain('check shorter stretches (slipway check lending/credit-risk');
    expect(world.registry.records[0]?.reason.text).toContain('was not measured');
    expect((await world.registry.health(who))?.quality).toBeUndefined();
  });

  it('whose labels were promised and did not come says so', async () => {
    const world = await aMonitor({ 8: 0, 11: 0 }, {}, 500, undefined, {
      schedule: 'rate(1 hour)',
      labelsAfterHours: 3,
    });
    const { report } = await world.run({ window: { from: hour(11), to: hour(12) } });

    expect((await jsonOf(world, report)).quality).toMatchObject({
      verdict: 'not-measured',
      sentence: expect.stringContaining('due after 3 hours, as the manifest says, and none has come'),
    });
  });
});
