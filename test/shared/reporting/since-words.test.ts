import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../shared/monitoring/schema.ts';
import { columnSince } from '../../../shared/reporting/since-words.ts';

const hour = (n: number) => new Date(Date.UTC(2026, 2, 2, n)).toISOString();
const letters: Readonly<Record<string, Verdict>> = { d: 'drifted', w: 'watch', s: 'stable' };

/** What is told of a column; each letter of `past` is an hour: drifted, watch, stable, or "-" where it was not judged. */
const told = (past: string, status: Verdict = 'drifted') =>
  columnSince(
    {
      status,
      past: [...past].map((letter) =>
        letters[letter] ? [letter === 'd' ? 2 : 0.5, letters[letter] as Verdict] : null,
      ),
    },
    [...past].map((_, n) => ({ at: hour(n + 1), from: hour(n), verdict: 'stable' })),
  )?.markup.replace(/<[^>]+>/g, '');

describe('since when a column has drifted', () => {
  it.each([
    ['ssss', 'Drifted for the first time in 5 windows.'],
    ['swws', 'Drifted for the first time in 5 windows.'],
    ['sdss', 'Drifted again, after 2 quiet windows.'],
    ['sddd', 'Drifted for 4 windows, since that of 2 Mar 2026, 01:00 to 02:00 UTC; for the first time in 5 windows.'],
    ['dsssdd', 'Drifted for 3 windows, since that of 2 Mar 2026, 04:00 to 05:00 UTC: again, after 3 quiet windows.'],
    ['dd', 'Drifted in all 3 windows that are known, since that of 2 Mar 2026, 00:00 to 01:00 UTC at the latest.'],
    ['s--d-', 'Drifted for 2 windows, since that of 2 Mar 2026, 03:00 to 04:00 UTC; for the first time in 3 windows.'],
    ['----', 'Nothing is known of it in the windows before.'],
  ])('after %s', (past, words) => {
    expect(told(past)).toBe(words);
  });

  it('counts windows of drift as watched ones, and says which of them drifted last', () => {
    expect(told('ssdw', 'watch')).toBe(
      'On watch for 3 windows, since that of 2 Mar 2026, 02:00 to 03:00 UTC; for the first time in 5 windows. It drifted last in the window of 2 Mar 2026, 02:00 to 03:00 UTC.',
    );
    expect(told('dsss', 'watch')).toBe('On watch again, after 3 quiet windows.');
  });

  it('is not told of columns that are as at release, nor where no window before is known', () => {
    expect(told('dddd', 'stable')).toBeUndefined();
    expect(told('dddd', 'not-enough-evidence')).toBeUndefined();
    expect(told('')).toBeUndefined();
  });
});
