import { judge } from '../../shared/monitoring/drift.ts';
import type { DriftLimits } from '../../shared/monitoring/limits.ts';
import { joined, poolWindow } from '../../shared/monitoring/pool.ts';
import type { CountedWindows } from '../../shared/monitoring/ports.ts';
import type { BaselineProfile, CountedWindow, DriftReport } from '../../shared/monitoring/schema.ts';
import { type Season, sameHoursBefore, weekUntil } from '../../shared/monitoring/season.ts';
import type { WatchedModel } from '../../shared/monitoring/watched-model.ts';
import { poolKey, type Span, spanOf, windowKey, windowsFolder } from '../../shared/monitoring/window-keys.ts';
import type { ModelHealth } from '../../shared/registry/schema.ts';

export interface Judgement {
  readonly report: DriftReport;
  /** What waits for the next window, when this one had too few rows. */
  readonly waiting?: Span;
}

/**
 * Judges a counted window, together with those before it that had too few rows. What it needs of earlier traffic are counts
 * that were kept: no raw record is read twice. The counts of this window are kept first, so that the same window judged
 * again finds the same.
 */
export const judgeWindow = async (
  counted: CountedWindows,
  watched: WatchedModel,
  profile: BaselineProfile,
  window: CountedWindow,
  limits: DriftLimits,
  before: Pick<ModelHealth, 'waiting'> | undefined,
): Promise<Judgement> => {
  await counted.keep(windowKey(watched, window), window);
  const waiting =
    before?.waiting?.to === window.from ? await counted.find(poolKey(watched, before.waiting)) : undefined;
  const pool = poolWindow(window, waiting, limits.rows);
  const { from, to, windows, counts } = pool.window;
  const plain = judge(profile, counts, { from, to }, limits, { windows });
  if (pool.kind === 'wait') {
    await counted.keep(poolKey(watched, { from, to }), pool.window);
    return { report: plain, waiting: { from, to } };
  }
  if (plain.verdict !== 'drifted') return { report: plain };
  const season = await seasonOf(counted, watched, { from, to }, limits.weeksCompared);
  return { report: season ? judge(profile, counts, { from, to }, limits, { windows, season }) : plain };
};

/** What the model saw at the same hours of earlier weeks, and in the last one; nothing when it is not known that long. */
const seasonOf = async (
  counted: CountedWindows,
  watched: WatchedModel,
  window: Span,
  weeks: number,
): Promise<Season | undefined> => {
  const same = await Promise.all(sameHoursBefore(window, weeks).map((span) => counted.find(windowKey(watched, span))));
  const sameHours = same.filter((one) => one !== undefined);
  return sameHours.length > 0 ? { sameHours, lastWeek: await lastWeekOf(counted, watched, window) } : undefined;
};

/** The windows of the seven days that end with this one; neighbours are added up, for a week of them is large. */
const lastWeekOf = async (counted: CountedWindows, watched: WatchedModel, window: Span): Promise<CountedWindow[]> => {
  const week = weekUntil(window);
  const folder = windowsFolder(watched);
  const after = windowKey(watched, { from: week.from, to: week.from });
  const stretches: CountedWindow[] = [];
  for (const key of await counted.keysAfter(folder, after)) {
    const span = spanOf(key);
    if (!span || span.from < week.from || span.to > week.to) continue;
    const one = await counted.find(key);
    const last = stretches.at(-1);
    // A stretch that was looked at twice, by a schedule and by a person, speaks once.
    if (!one || (last && one.from < last.to)) continue;
    if (last?.to === one.from) stretches[stretches.length - 1] = joined(last, one);
    else stretches.push(one);
  }
  return stretches;
};
