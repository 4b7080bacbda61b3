import { describe, expect, it } from 'vitest';
import { importanceOf, isDue } from '../../functions/drift-check/importance.ts';
import { ownRequestId } from '../../shared/deployment/own-requests.ts';
import { watchedModel } from '../../shared/monitoring/watched-model.ts';
import { aMonitor, drawn, due, hour, labelled, who } from './drift-check.world.ts';
import { thePolicy } from './release.world.ts';

const rules = thePolicy().tiers.medium.importance;
const asking = { importance: { ...rules, ask: 'live-endpoint' as const } };

const qualityIn = async (world: Awaited<ReturnType<typeof aMonitor>>, page: string) =>
  JSON.parse((await world.evidence.text(page.replace('.html', '.json'))) ?? '').quality;

/** A world in which who earns little is no longer what the truth depends on. */
const byDebtAlone = (_income: number, debt: number): number => 1 / (1 + Math.exp(-0.3 * (debt - 20)));

describe('which columns the answers rest on', () => {
  it('is never asked of a live endpoint unless the policy says so', async () => {
    const world = await aMonitor({ 8: 0 });
    world.truth.push(...labelled(8, 8));
    const { report } = await world.check(8);

    expect(rules.ask).toBe('never');
    expect(world.asked).toEqual([]);
    expect(await qualityIn(world, report)).not.toHaveProperty('importance');
  });

  it('is measured on a bounded sample of the labelled rows, under an id that the monitor leaves out', async () => {
    const world = await aMonitor({ 8: 0 }, asking);
    world.truth.push(...labelled(8, 8));
    const { report } = await world.check(8);
    const { importance } = await qualityIn(world, report);

    expect(importance).toMatchObject({ verdict: 'as-released', rows: 300, repeats: 3, asked: 300 * 7, leftOut: [] });
    expect(importance.features.map(({ feature }: { feature: string }) => feature).sort()).toEqual(['debt', 'income']);
    expect(world.asked.reduce((sum, { rows }) => sum + rows, 0)).toBe(300 * 7);
    expect(new Set(world.asked.map(({ id }) => id))).toEqual(new Set([ownRequestId(world.live)]));
    expect((await world.evidence.text(report)) ?? '').toContain('What makes the answers right');
    expect(world.recorded()).toEqual(['monitor.verdict']);
  });

  it('is the same for the same window, whoever looks and however often', async () => {
    const [one, other] = await Promise.all(
      ['a', 'b'].map(async (run) => {
        const world = await aMonitor({ 8: 0 }, asking);
        world.truth.push(...labelled(8, 8));
        return qualityIn(world, (await world.run({ run, window: { from: hour(8), to: hour(9) } })).report);
      }),
    );

    expect(other.importance).toEqual(one.importance);
  });

  it('tells once that it changed, on the page, on record and in what is remembered', async () => {
    const world = await aMonitor({ 8: 0, 9: 0 }, { importance: { ...asking.importance, everyHours: 1 } });
    world.truth.push(...labelled(8, 8, { chance: byDebtAlone }), ...labelled(9, 9, { chance: byDebtAlone }));
    const { report } = await world.check(8);
    await world.check(9);

    expect((await qualityIn(world, report)).importance).toMatchObject({
      verdict: 'changed',
      sentence: expect.stringContaining('income matters less; debt matters more'),
    });
    expect((await world.evidence.text(report)) ?? '').toContain('right for other reasons than at release');
    expect(world.recorded().filter((type) => type === 'monitor.importance')).toHaveLength(1);
    expect(await world.registry.health(who)).toMatchObject({ importance: { verdict: 'changed', at: hour(10) } });
  });

  it('is measured by a schedule no more often than the policy says, and whenever a person asks', async () => {
    const world = await aMonitor({ 8: 0, 9: 0, 10: 0 }, asking);
    world.truth.push(...[8, 9, 10].flatMap((n) => labelled(n, n)));
    await world.check(8);
    const first = world.asked.length;
    await world.run({ scheduledAt: due(9) });
    expect(world.asked).toHaveLength(first);
    expect(await world.registry.health(who)).toMatchObject({ importance: { at: hour(9) }, quality: { at: hour(10) } });

    await world.run({ window: { from: hour(10), to: hour(11) } });
    expect(world.asked.length).toBeGreaterThan(first);
  });

  it('asks for no more rows than the policy allows: the columns that mattered most come first', async () => {
    const world = await aMonitor({ 8: 0 }, asking);
    const watched = await watchedModel(world.deps, who);
    if (!watched) throw new Error('nothing is live');
    const rows = drawn(3, 300).map(({ inputs, output }, i) => ({ inputs, label: i % 2, answer: output }));
    const release = ['income', 'debt'].map((feature, i) => ({ feature, metric: 'auc', drop: 0.2 - i / 10 }));
    const bounded = { ...asking.importance, repeats: 1, mostPredictions: 600 };
    const task = { kind: 'binary-classification' as const };
    const importance = await importanceOf(world.deps, watched, task, bounded, release, rows, 1);

    expect(world.asked.reduce((sum, { rows: asked }) => sum + asked, 0)).toBe(600);
    expect(importance).toMatchObject({ verdict: 'not-enough-evidence', asked: 600, leftOut: ['debt'] });
    expect(() => thePolicy({ importance: bounded })).toThrow('room for 2 columns at least');
  });

  it('is left out, with the reason, when the endpoint does not answer; everything else is told', async () => {
    const world = await aMonitor({ 8: 0 }, asking);
    world.truth.push(...labelled(8, 8));
    world.answer.with = () => 'out of order\n';
    const { kind, report } = await world.check(8);

    expect(kind).toBe('checked');
    expect(await qualityIn(world, report)).toMatchObject({
      verdict: 'as-released',
      importance: { verdict: 'not-measured', sentence: expect.stringContaining('the endpoint did not answer') },
    });
    expect((await world.registry.health(who))?.importance).toBeUndefined();
  });

  it('is left out, with the reason, when there are too few labels', async () => {
    const world = await aMonitor({ 8: 0 }, asking);
    world.truth.push(...labelled(8, 8, { rows: 150 }));
    const { importance } = await qualityIn(world, (await world.check(8)).report);

    expect(importance.sentence).toContain('at least 200 are needed, and the sample has 150 rows');
    expect(world.asked).toEqual([]);
  });

  it('stops where time runs out, and says which columns are missing', async () => {
    const world = await aMonitor({ 8: 0 }, asking);
    world.truth.push(...labelled(8, 8));
    const answered = world.answer.with;
    world.answer.with = (body) => {
      world.now.at = new Date(world.now.at.getTime() + 60_000);
      return answered(body);
    };
    const { importance } = await qualityIn(world, (await world.check(8)).report);

    expect(importance.leftOut).toEqual(['debt']);
  });
});

describe('how often it is due', () => {
  const every = { ...asking.importance, everyHours: 24 };

  it.each([
    ['never measured', { scheduled: true }, 9, true],
    ['measured 23 hours before', { scheduled: true, last: hour(0) }, 23, false],
    ['measured a day before', { scheduled: true, last: hour(0) }, 24, true],
    ['asked for by a person', { scheduled: false, last: hour(8) }, 9, true],
  ])('%s', (_, asked, to, due) => {
    expect(isDue(every, asked, { from: hour(to - 1), to: hour(to) })).toBe(due);
    expect(isDue({ ...every, ask: 'never' }, asked, { from: hour(to - 1), to: hour(to) })).toBe(false);
  });
});
