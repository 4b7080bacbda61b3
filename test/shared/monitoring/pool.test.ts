import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../shared/monitoring/drift.ts';
import { joined, poolWindow } from '../../../shared/monitoring/pool.ts';
import { CountedWindow } from '../../../shared/monitoring/schema.ts';
import { countsOf, loanProfile, loans } from '../../support/monitoring.ts';

const profile = loanProfile(1000);
const hour = (i: number) => new Date(Date.UTC(2026, 2, 2, i)).toISOString();
const window = (i: number, rows: number): CountedWindow =>
  CountedWindow.parse({ from: hour(i), to: hour(i + 1), counts: countsOf(profile, loans(100 + i, rows)) });

describe('pooling small windows', () => {
  it('judges a window that is large enough by itself', () => {
    expect(poolWindow(window(0, 100), undefined, 100)).toEqual({ kind: 'judge', window: window(0, 100) });
  });

  it('waits until there is enough, and says what was judged together', () => {
    const first = poolWindow(window(0, 40), undefined, 100);
    const second = poolWindow(window(1, 40), first.window, 100);
    const third = poolWindow(window(2, 40), second.window, 100);

    expect([first.kind, second.kind, third.kind]).toEqual(['wait', 'wait', 'judge']);
    expect(third.window).toMatchObject({ from: hour(0), to: hour(3), windows: 3, counts: { rows: 120 } });

    const { windows, counts } = third.window;
    const report = judge(profile, counts, third.window, {}, { windows });
    expect(report).toMatchObject({ verdict: 'stable', pooled: 3, rows: { window: 120 } });
    expect(report.sentence).toMatch(/3 windows were judged together, for each alone had too little traffic\.$/);
  });

  it('pools windows that brought nothing at all', () => {
    const { kind, window: pool } = poolWindow(window(1, 0), window(0, 0), 100);

    expect(kind).toBe('wait');
    expect(pool.counts.rows).toBe(0);
  });

  it('loses no row and counts none twice, however traffic falls into windows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(60), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 150 }),
        (sizes, gate) => {
          let waiting: CountedWindow | undefined;
          let judged = 0;
          sizes.forEach((size, i) => {
            const pool = poolWindow(window(i, size), waiting, gate);
            if (pool.kind === 'judge') judged += pool.window.counts.rows;
            waiting = pool.kind === 'wait' ? pool.window : undefined;
            expect(pool.kind === 'judge').toBe(pool.window.counts.rows >= gate);
          });
          expect(judged + (waiting?.counts.rows ?? 0)).toBe(sizes.reduce((sum, size) => sum + size, 0));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('joins from either side', () => {
    const [a, b, c] = [window(0, 5), window(1, 6), window(2, 7)] as const;
    const canonical = ({ counts, ...rest }: CountedWindow) => ({
      ...rest,
      rows: counts.rows,
      columns: counts.features.map((f) => (f.kind === 'category' ? [...f.counts].sort() : f.counts)),
    });

    expect(canonical(joined(joined(a, b), c))).toEqual(canonical(joined(a, joined(b, c))));
    expect(canonical(joined(b, a))).toEqual(canonical(joined(a, b)));
  });
});
