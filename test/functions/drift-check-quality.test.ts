import { describe, expect, it } from 'vitest';
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

  it('with too few labels says that there are too few', async () => {
    const world = await aMonitor({ 8: 0 });
    world.truth.push(...labelled(8, 8, { rows: 50 }));
    await world.check(8);

    expect(await world.registry.health(who)).toMatchObject({
      quality: { verdict: 'not-enough-evidence', sentence: expect.stringContaining('50 labels for 500 answers') },
    });
  });
});
