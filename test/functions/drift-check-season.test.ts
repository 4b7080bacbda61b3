import { describe, expect, it } from 'vitest';
import { judgeWindow } from '../../functions/drift-check/judging.ts';
import { countTraffic } from '../../shared/monitoring/count-traffic.ts';
import { DEFAULT_LIMITS } from '../../shared/monitoring/limits.ts';
import { watchedModel } from '../../shared/monitoring/watched-model.ts';
import { windowKey } from '../../shared/monitoring/window-keys.ts';
import { aMonitor, captured, who } from './drift-check.world.ts';

const HOUR = 3_600_000;
const now = Date.UTC(2026, 10, 23, 8);
/** The hour that begins so many hours before eight. */
const before = (hours: number) => ({
  from: new Date(now - hours * HOUR).toISOString(),
  to: new Date(now - (hours - 1) * HOUR).toISOString(),
});

/** A monitor that knows four weeks by their counts alone; `shift` says how far the traffic of an hour lay from the release. */
const aSeason = async (shift: (hoursBefore: number) => number) => {
  const world = await aMonitor({});
  const watched = await watchedModel(world, who);
  if (!watched) throw new Error('nothing is live');
  const profile = await world.baselines.load(watched.profile);
  const countsOf = async (moved: number) => countTraffic(profile, captured(8, moved));
  const [usual, moved] = [await countsOf(0), await countsOf(60)];
  for (let hours = 1; hours <= 28 * 24; hours++) {
    const counts = shift(hours) > 0 ? moved : usual;
    const span = before(hours);
    await world.deps.counted.keep(windowKey(watched, span), { ...span, windows: 1, counts });
  }
  const read: string[] = [];
  const counted = {
    ...world.deps.counted,
    find: (key: string) => {
      read.push(key);
      return world.deps.counted.find(key);
    },
  };
  const judge = () =>
    judgeWindow(counted, watched, profile, { ...before(0), windows: 1, counts: moved }, DEFAULT_LIMITS, undefined);
  return { judge, read };
};

describe('a window that differs from the release', () => {
  it('as the same hour of every week does is watched and not drift, and no record is read again', async () => {
    const world = await aSeason((hours) => Number(hours % (7 * 24) === 0));
    const { report } = await world.judge();

    expect(report.verdict).toBe('watch');
    expect(report.features.find(({ feature }) => feature === 'income')).toMatchObject({
      season: { seasonal: true, weeks: 4 },
    });
    expect(world.read.length).toBeGreaterThan(7 * 24 - 2);
    expect(world.read.every((key) => key.startsWith('monitoring/'))).toBe(true);
  });

  it('as no such hour did is drift', async () => {
    const { report } = await (await aSeason(() => 0)).judge();

    expect(report.verdict).toBe('drifted');
  });

  it('as every hour of the last week did is drift that came to stay, and no season', async () => {
    const { report } = await (await aSeason((hours) => Number(hours <= 7 * 24))).judge();

    expect(report.verdict).toBe('drifted');
  });
});
