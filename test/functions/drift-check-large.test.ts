import { describe, expect, it } from 'vitest';
import { Batch, type LargeWindow } from '../../shared/monitoring/large-window.ts';
import { aMonitor, hour } from './drift-check.world.ts';

const window = { from: hour(8), to: hour(9) };
/** 600 files: more than one function takes. */
const ROWS = 6000;
const whatever = { files: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

type World = Awaited<ReturnType<typeof aMonitor>>;

const largeOf = async (world: World): Promise<LargeWindow> => {
  const { kind, large } = await world.run({ run: 'run', window });
  if (kind !== 'large' || !large) throw new Error('this window is not large');
  return large;
};
const batchesIn = async (world: World, { list }: LargeWindow) =>
  Batch.array().parse(JSON.parse((await world.evidence.text(list.key)) ?? ''));

describe('a large window', () => {
  it('is counted in batches by many, and its report is that of one pass to the last bit', async () => {
    const [shared, alone] = [await aMonitor({ 8: 20 }, {}, ROWS), await aMonitor({ 8: 20 }, {}, ROWS, whatever)];
    const large = await largeOf(shared);
    const batches = await batchesIn(shared, large);
    // The children end in an order of their own.
    for (const batch of batches.toReversed()) await shared.countBatch({ ...batch, large });
    const merged = await shared.run({ run: 'run', window, counted: large });
    const single = await alone.run({ run: 'run', window });

    expect(batches.length).toBe(6);
    expect(batches.flatMap(({ files }) => files)).toHaveLength(ROWS / 10);
    expect(merged).toMatchObject({ kind: 'checked', verdict: 'drifted' });
    expect(merged).toEqual(single);
    const json = merged.report.replace('.html', '.json');
    expect(await shared.evidence.text(json)).toBe(await alone.evidence.text(json));
    expect(shared.registry.records.map(({ hash }) => hash)).toEqual(alone.registry.records.map(({ hash }) => hash));
  });

  it('keeps other runs away while it is counted, and lets them in when it is judged', async () => {
    const world = await aMonitor({ 8: 0 }, {}, ROWS);
    const large = await largeOf(world);
    world.now.at = new Date(world.now.at.getTime() + 45 * 60_000);

    expect(await world.run({ run: 'other', window })).toMatchObject({ kind: 'skipped' });
    for (const batch of await batchesIn(world, large)) await world.countBatch({ ...batch, large });
    await world.run({ run: 'run', window, counted: large });
    expect(await world.run({ run: 'other', window })).toMatchObject({
      sentence: 'this window was checked before',
    });
  });

  it('with a batch that nobody counted is not judged', async () => {
    const world = await aMonitor({ 8: 0 }, {}, ROWS);
    const large = await largeOf(world);
    const [, ...others] = await batchesIn(world, large);
    for (const batch of others) await world.countBatch({ ...batch, large });

    await expect(world.run({ run: 'run', window, counted: large })).rejects.toMatchObject({ name: 'CountsMismatch' });
    expect(world.recorded()).toEqual([]);
  });
});
