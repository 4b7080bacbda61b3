import { describe, expect, it } from 'vitest';
import { createWatchChecks } from '../../functions/watch-checks/watch-checks.ts';
import { aMonitor, hour } from './drift-check.world.ts';

const watching = async () => {
  const world = await aMonitor({ 8: 0, 9: 0 });
  const counted: number[] = [];
  const watch = createWatchChecks({
    ...world,
    emit: (metrics) => void counted.push(...metrics.map(({ value }) => value)),
  });
  const at = (instant: string, minutes = 0) => {
    world.now.at = new Date(Date.parse(instant) + minutes * 60_000);
    return watch();
  };
  return { ...world, counted, at };
};

describe('watching the checks', () => {
  it('is quiet as long as windows are looked at, and while the first one is on its way', async () => {
    const world = await watching();

    expect(await world.at(hour(10))).toEqual({ watched: 1, overdue: [] });
    await world.check(8);
    expect(await world.at(hour(11), 19)).toMatchObject({ overdue: [] });
    expect(world.counted).toEqual([0, 0]);
  });

  it('notices that none ended within two periods, says so once on record, and keeps counting (R-51)', async () => {
    const world = await watching();
    await world.check(8);

    expect(await world.at(hour(11), 21)).toMatchObject({ overdue: ['lending/credit-risk'] });
    expect(await world.at(hour(12))).toMatchObject({ overdue: ['lending/credit-risk'] });
    expect(world.counted).toEqual([1, 1]);
    expect(world.recorded()).toEqual(['monitor.verdict', 'monitor.missed']);
    expect(world.registry.records.at(-1)).toMatchObject({
      reason: { text: expect.stringContaining('rate(1 hour)') },
      refs: { lookedUntil: hour(9) },
    });
  });

  it('is content again when the next check took in what was missed', async () => {
    const world = await watching();
    await world.at(hour(13));
    await world.check(11);

    expect(await world.at(hour(13))).toMatchObject({ overdue: [] });
  });

  it('does not ask after models that are not live', async () => {
    const world = await watching();
    world.registry.seed({ ...world.live, state: 'retired' });

    expect(await world.at(hour(20))).toEqual({ watched: 0, overdue: [] });
  });
});
