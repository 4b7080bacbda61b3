import { describe, expect, it } from 'vitest';
import { judge } from '../../../shared/monitoring/drift.ts';
import type { DriftReport, WindowCounts } from '../../../shared/monitoring/schema.ts';
import { alarmAfter } from '../../../shared/monitoring/windows.ts';
import { lastHour } from '../../support/monitoring.ts';
import { simulatedTraffic } from '../../support/simulated-traffic.ts';

// The full table, with fifty columns and four hundred windows a size, is a chapter of the benchmark.
const WINDOWS = 150;
const FEATURES = 20;
/** Just too many for the exact law of KS, whose cost would be most of the test's. */
const RELEASED = 10_001;

const traffic = simulatedTraffic(12, { features: FEATURES, released: RELEASED });
const judged = (counts: WindowCounts): DriftReport => judge(traffic.profile, counts, lastHour);
const clean = (rows: number) => Array.from({ length: WINDOWS }, () => judged(traffic.window(rows)));
const hundreds = clean(100);

describe('false alarms', () => {
  // Were one window in twenty alarmed, 150 would bring 7.5; more than 14 come by chance less than once in a hundred runs.
  it.each([
    ['100 rows', () => hundreds],
    ['300 rows', () => clean(300)],
    [
      '100 rows of correlated columns',
      () => {
        const tied = simulatedTraffic(13, { features: FEATURES, released: RELEASED, correlation: 0.5 });
        return Array.from({ length: WINDOWS }, () => judge(tied.profile, tied.window(100), lastHour));
      },
    ],
  ])('come in at most one of twenty clean windows of %s', (_rows, reports) => {
    expect(reports().filter(({ verdict }) => verdict === 'drifted').length).toBeLessThanOrEqual(14);
  });

  it('hardly ever last: 2 of 3 windows raise no alarm that single ones do not explain', () => {
    const alarms = hundreds.filter((_, i) => alarmAfter(false, hundreds.slice(0, i + 1)).on).length;

    // Two independent windows of three at one in twenty each: seven in a thousand.
    expect(alarms).toBeLessThanOrEqual(4);
  });
});

describe('a shift of half a standard deviation in one column', () => {
  it('is found in every window of 300 rows', () => {
    for (let i = 0; i < 20; i++)
      expect(judged(traffic.window(300, 0.5)).features[0]).toMatchObject({ feature: 'f0', status: 'drifted' });
  });
});
