import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CountsMismatch } from '../../../shared/monitoring/errors.ts';
import { mergeCounts } from '../../../shared/monitoring/merge-counts.ts';
import { profileOf } from '../../../shared/monitoring/profile.ts';
import type { Verdict, WindowCounts } from '../../../shared/monitoring/schema.ts';
import { windowCounter } from '../../../shared/monitoring/window.ts';
import { alarmAfter } from '../../../shared/monitoring/windows.ts';
import { amount, countsOf, loanProfile, purpose } from '../../support/monitoring.ts';

const profile = loanProfile(400);
// Whole numbers, so that even the sums are exact.
const row = fc.record({
  inputs: fc.tuple(
    fc.oneof(fc.integer({ min: -10, max: 60_000 }), fc.constant(null), fc.constant('abc')),
    fc.oneof(fc.constantFrom('car', 'home', 'study', 'boat', '__proto__'), fc.constant(undefined)),
  ),
  output: fc.integer({ min: 0, max: 2 }),
});
const rows = fc.array(row, { maxLength: 30 });

/** Equal, whatever the order in which categories were first met. */
const canonical = (counts: WindowCounts) => ({
  ...counts,
  features: counts.features.map((f) => (f.kind === 'category' ? { ...f, counts: [...f.counts].sort() } : f)),
});

describe('counts of windows', () => {
  it('add up to the counts of all rows at once', () => {
    fc.assert(
      fc.property(rows, rows, (a, b) => {
        const merged = mergeCounts(countsOf(profile, a), countsOf(profile, b));
        expect(canonical(merged)).toEqual(canonical(countsOf(profile, [...a, ...b])));
      }),
    );
  });

  it('may be added in any order and grouping', () => {
    fc.assert(
      fc.property(rows, rows, rows, (x, y, z) => {
        const [a, b, c] = [x, y, z].map((part) => countsOf(profile, part)) as [
          WindowCounts,
          WindowCounts,
          WindowCounts,
        ];
        const left = mergeCounts(mergeCounts(a, b), c);
        expect(canonical(left)).toEqual(canonical(mergeCounts(a, mergeCounts(b, c))));
        expect(canonical(mergeCounts(b, a))).toEqual(canonical(mergeCounts(a, b)));
      }),
    );
  });

  it('do not depend on the order of rows', () => {
    fc.assert(
      fc.property(rows, (all) => {
        expect(canonical(countsOf(profile, [...all].reverse()))).toEqual(canonical(countsOf(profile, all)));
      }),
    );
  });

  it('of other profiles are refused', () => {
    const other = profileOf({ model: 'm', version: '1.0.0', inputs: [purpose, amount], rows: [] });
    const fewer = profileOf({ model: 'm', version: '1.0.0', inputs: [purpose], rows: [] });

    for (const foreign of [other, fewer])
      expect(() => mergeCounts(countsOf(profile, []), countsOf(foreign, []))).toThrow(CountsMismatch);
  });

  it('remember a bounded number of unseen values and of broken records', () => {
    const counter = windowCounter(profile);
    for (let i = 0; i < 3000; i++) {
      counter.add({ inputs: [1, `hostile-${i}`] });
      counter.addMalformed('not JSON', `event-${i}`);
    }
    const counts = counter.counts();

    expect(counts.features[1]).toMatchObject({ kind: 'category', present: 3000, others: 2000 });
    expect(counts.malformed).toMatchObject({ count: 3000, samples: { length: 5 } });
  });
});

describe('the drift alarm', () => {
  const alarm = (on: boolean, ...verdicts: Verdict[]) =>
    alarmAfter(
      on,
      verdicts.map((verdict) => ({ verdict })),
    );

  it('is entered by two of the last three windows, not by one', () => {
    expect(alarm(false, 'stable', 'stable', 'drifted')).toEqual({ on: false, change: 'none' });
    expect(alarm(false, 'drifted', 'stable', 'drifted')).toEqual({ on: true, change: 'entered' });
    expect(alarm(false, 'drifted', 'stable', 'stable', 'drifted')).toEqual({ on: false, change: 'none' });
  });

  it('is left after two calm windows, not after one', () => {
    expect(alarm(true, 'drifted', 'drifted', 'stable')).toEqual({ on: true, change: 'none' });
    expect(alarm(true, 'drifted', 'stable', 'stable')).toEqual({ on: false, change: 'left' });
  });

  it('stays on while a change is certain and above half its limit', () => {
    const watch = (calm: boolean) => ({ verdict: 'watch' as const, calm });

    expect(alarmAfter(true, [watch(false), watch(true)])).toEqual({ on: true, change: 'none' });
    expect(alarmAfter(true, [watch(true), watch(true)])).toEqual({ on: false, change: 'left' });
  });

  it('takes from the policy how many windows make it, and how many end it', () => {
    const rule = { windowsToAlarm: 3, windowsLookedAt: 5, windowsToLeave: 1 };
    const changed = (on: boolean, ...verdicts: Verdict[]) =>
      alarmAfter(
        on,
        verdicts.map((verdict) => ({ verdict })),
        rule,
      ).change;

    expect(changed(false, 'drifted', 'stable', 'drifted')).toBe('none');
    expect(changed(false, 'drifted', 'stable', 'drifted', 'watch', 'drifted')).toBe('entered');
    expect(changed(true, 'drifted', 'stable')).toBe('left');
  });

  it('is entered by windows that cannot be read, too, and not left by them', () => {
    expect(alarm(false, 'unreadable', 'unreadable').change).toBe('entered');
    expect(alarm(true, 'unreadable', 'unreadable').change).toBe('none');
  });

  it('passes over windows without enough evidence', () => {
    expect(alarm(false, 'drifted', 'not-enough-evidence', 'not-enough-evidence', 'drifted').on).toBe(true);
    expect(alarm(true, 'stable', 'not-enough-evidence', 'stable').on).toBe(false);
    expect(alarm(true)).toEqual({ on: true, change: 'none' });
  });
});
