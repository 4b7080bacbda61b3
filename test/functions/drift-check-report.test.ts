import { describe, expect, it } from 'vitest';
import { createDriftCheck } from '../../functions/drift-check/drift-check.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import { DriftReport } from '../../shared/monitoring/schema.ts';
import { aMonitor, due, hour, who } from './drift-check.world.ts';

type World = Awaited<ReturnType<typeof aMonitor>>;

const jsonOf = async (world: World, page: string) => (await world.evidence.text(page.replace('.html', '.json'))) ?? '';
const wordsOf = async (world: World, page: string) =>
  ((await world.evidence.text(page)) ?? '')
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]+>/g, '')
    .replace(/\s+/g, ' ');
/** Checks these hours as they come due, and answers what was said of the last. */
const checkAll = async (world: World, hours: readonly number[]) => {
  let page = '';
  for (const n of hours) {
    world.now.at = new Date(due(n));
    page = (await world.check(n)).report;
  }
  return { page, text: await wordsOf(world, page) };
};

describe('the report of a check', () => {
  it('says of each column since when, and asks for one report before its own', async () => {
    const world = await aMonitor({ 8: 0, 9: 60, 10: 0, 11: 60, 12: 60 });
    const asked: string[] = [];
    const evidence = {
      ...world.evidence,
      text: (key: string) => {
        asked.push(key);
        return world.evidence.text(key);
      },
    };
    for (const n of [8, 9, 10, 11, 12])
      await createDriftCheck({ ...world.deps, evidence })({ ...who, run: `r${n}`, scheduledAt: due(n) });
    const page = (await world.registry.health(who))?.report ?? '';

    expect(asked.filter((key) => key.startsWith('reports/'))).toHaveLength(4);
    expect(await wordsOf(world, page)).toContain(
      'Drifted for 2 windows, since that of 23 Nov 2026, 11:00 to 12:00 UTC: again, after 1 quiet window.',
    );
    const { history, features } = DriftReport.parse(JSON.parse(await jsonOf(world, page)));
    expect(history?.map(({ verdict }) => verdict)).toEqual(['stable', 'drifted', 'stable', 'drifted']);
    expect(features.find(({ feature }) => feature === 'income')?.past?.map((one) => one?.[1])).toEqual([
      'stable',
      'drifted',
      'stable',
      'drifted',
    ]);
  });

  it('names who does what until when, as far as the alarm has come', async () => {
    const world = await aMonitor({ 8: 60, 9: 60, 10: 60, 11: 0, 12: 0 }, { onDrift: 'retrain' });
    const first = await checkAll(world, [8]);
    expect(first.text).toContain('Ada Obi, who answers for the model, reads the changes below');
    expect(first.text).toContain('until 24 Nov 2026, 09:00 UTC');
    expect(first.text).toContain('has not raised the alarm yet: that takes 2 of the last 3 windows.');

    expect((await checkAll(world, [9])).text).toContain(
      'has raised the alarm (2 of the last 3 windows drifted or could not be read) and has asked for retraining.',
    );
    const third = await checkAll(world, [10]);
    expect(third.text).toContain('raised the alarm with an earlier window and asks for nothing more while it lasts.');
    // The day is counted from the first window that asked.
    expect(third.text).toContain('until 24 Nov 2026, 09:00 UTC');

    expect((await checkAll(world, [11])).text).toContain('It ends after 2 calm windows in a row.');
    expect((await checkAll(world, [12])).text).toContain('has ended the alarm with this window: 2 windows were calm.');
  });

  it('says when an answer is overdue', async () => {
    const world = await aMonitor({ 8: 60, 9: 60 }, { onDrift: 'alert' });
    await checkAll(world, [8]);
    world.now.at = new Date(due(40));

    expect(await wordsOf(world, (await world.check(9)).report)).toContain(
      '(this was due until 24 Nov 2026, 09:00 UTC)',
    );
  });

  it('tells an auditor what it was judged by, and the digest that the record carries', async () => {
    const tier = { drift: { psi: 0.15 }, driftBounds: { ks: { least: 0.05, most: 0.3 } } };
    const world = await aMonitor({ 8: 0 }, tier, 500, undefined, { schedule: 'rate(1 hour)', drift: { ks: 0.2 } });
    const { page, text } = await checkAll(world, [8]);
    const digest = sha256(await jsonOf(world, page));

    expect(text).toContain('policy version 12, risk tier medium, with 1 limit that the team set itself');
    expect(text).toContain(`sha256 ${world.live.evidence.profile}`);
    expect(text).toContain(`sha256 ${world.live.files.model.sha256}`);
    expect(text).toContain(`sha256 ${digest}`);
    expect(world.registry.records[0]?.evidence).toEqual({ report: digest });
    expect(await world.evidence.text(page)).toContain(
      `<a href="${page.split('/').at(-1)?.replace('.html', '.json')}">`,
    );
  });

  it('says which windows it took in, and which it left to a person', async () => {
    const world = await aMonitor({ 8: 0, 10: 0, 48: 0 });
    await checkAll(world, [8]);

    const { text } = await checkAll(world, [48]);
    expect(text).toContain('24 windows before this one were missed, and are looked at here as well.');
    expect(text).toContain('15 windows further back were not looked at: ask for that time by itself');
    expect(text).toContain(`The next window ends 25 Nov 2026, 02:00 UTC`);
  });

  it('of a window that a person asks for says nothing of windows after it', async () => {
    const world = await aMonitor({ 8: 0, 9: 60, 10: 60 });
    await checkAll(world, [8, 10]);
    const { report } = await world.run({ window: { from: hour(9), to: hour(10) } });

    expect(DriftReport.parse(JSON.parse(await jsonOf(world, report))).history).toEqual([
      { at: hour(9), from: hour(8), verdict: 'stable' },
    ]);
  });
});
