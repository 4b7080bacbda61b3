import { describe, expect, it } from 'vitest';
import { judge } from '../../../shared/monitoring/drift.ts';
import type { FeatureVerdict } from '../../../shared/monitoring/schema.ts';
import { effectLine } from '../../../shared/reporting/effect-line.ts';
import { countsOf, lastHour, loanProfile, loans } from '../../support/monitoring.ts';

const profile = loanProfile();
const [, feature] = judge(profile, countsOf(profile, loans(50, 500)), lastHour).features;
const at = (n: number) => new Date(Date.UTC(2026, 2, 2, n)).toISOString();
const drawn = (
  past: NonNullable<FeatureVerdict['past']>,
  now: number,
  status: FeatureVerdict['status'] = 'drifted',
) => {
  if (!feature) throw new Error('a report without columns');
  const history = past.map((_, n) => ({ at: at(n), verdict: 'stable' as const }));
  return effectLine({ ...feature, feature: 'debt', past, effect: now, status }, history)?.markup ?? '';
};
const heights = (svg: string) => [...svg.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y));
const limit = (svg: string) => Number(/class="limit"[^>]* y1="([\d.]+)"/.exec(svg)?.[1]);

describe('the line of a column over the windows', () => {
  it('lies at its limit at 1, below it under 1, above it over 1, and no change is too large for it', () => {
    const svg = drawn(
      [
        [0, 'stable'],
        [0.5, 'stable'],
        [1, 'drifted'],
        [2, 'drifted'],
      ],
      500,
    );
    const [none, half, one, two, most] = heights(svg) as [number, number, number, number, number];

    expect(one).toBe(limit(svg));
    expect([none, half, one, two, most]).toEqual([none, half, one, two, most].toSorted((a, b) => b - a));
    expect(most).toBeGreaterThan(0);
    expect(none).toBeLessThan(48);
  });

  it('marks each window in which the column drifted, and this one', () => {
    expect(
      drawn(
        [
          [2, 'drifted'],
          [0.2, 'stable'],
          [1.2, 'stable'],
        ],
        0.3,
        'stable',
      ).match(/<circle/g),
    ).toHaveLength(2);
  });

  it('has a gap where the column was not judged', () => {
    expect(drawn([[0.2, 'stable'], null, [0.3, 'stable']], 2).match(/M/g)).toHaveLength(2);
  });

  it('says its numbers', () => {
    expect(drawn([[0.2, 'stable'], null, [3, 'drifted']], 2)).toContain(
      'aria-label="debt, as multiples of its limit: now 2.0, in the 4 windows drawn between 0.20 and 3.0; drifted in 2"',
    );
  });

  it('is not drawn where no window before is known', () => {
    expect(drawn([], 2)).toBe('');
    expect(drawn([null, null], 2)).toBe('');
  });
});
