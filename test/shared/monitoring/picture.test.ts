import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numericProfile } from '../../../shared/monitoring/numeric-profile.ts';
import { pictureOf } from '../../../shared/monitoring/picture.ts';
import { Picture } from '../../../shared/monitoring/picture-schema.ts';
import { profileOf } from '../../../shared/monitoring/profile.ts';
import { windowCounter } from '../../../shared/monitoring/window.ts';
import { normals } from '../../support/monitoring.ts';

type Cell = number | string | null;

const pictures = (release: readonly Cell[], window: readonly Cell[]): Picture => {
  const type = typeof release[0] === 'string' ? ('category' as const) : ('number' as const);
  const profile = profileOf({
    model: 'm',
    version: '1.0.0',
    inputs: [{ name: 'f', type }],
    rows: release.map((cell) => ({ inputs: [cell] })),
  });
  const counter = windowCounter(profile);
  for (const cell of window) counter.add({ inputs: [cell] });
  const [feature] = profile.features;
  const [counts] = counter.counts().features;
  if (!feature || !counts) throw new Error('one column in, one column out');
  return Picture.parse(pictureOf(feature, counts));
};
const times = <T>(count: number, value: T): T[] => new Array<T>(count).fill(value);
const rowsOf = ({ rows }: Picture) => rows.map(({ label, baseline, window }) => [label, baseline, window]);
const sum = (shares: readonly number[]) => shares.reduce((total, share) => total + share, 0);

describe('the picture of a column with few values', () => {
  it('has a line for each, in order, and for one that is new', () => {
    const release = [...times(440, 25), ...times(140, 50), ...times(420, 95)];

    expect(rowsOf(pictures(release, times(300, 0)))).toEqual([
      ['0', 0, 1],
      ['25', 0.44, 0],
      ['50', 0.14, 0],
      ['95', 0.42, 0],
    ]);
    expect(pictures(release, times(300, 0))).not.toHaveProperty('curve');
  });

  it('has one of a constant, and sees it move', () => {
    expect(rowsOf(pictures(times(500, 4), times(300, 5)))).toEqual([
      ['4', 1, 0],
      ['5', 0, 1],
    ]);
  });

  it('knows a repeated value whatever the rounding of its sum', () => {
    const prices = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 2, maxLength: 8 });

    fc.assert(
      fc.property(prices, fc.integer({ min: 1, max: 97 }), (cents, often) => {
        const values = [...new Set(cents)].map((cent) => cent / 100);
        const rows = rowsOf(
          pictures(
            ...(([40, often] as const).map((n) => values.flatMap((value) => times(n, value))) as [number[], number[]]),
          ),
        );

        expect(rows.map(([label]) => label)).toEqual(values.sort((a, b) => a - b).map(String));
        for (const [, baseline, window] of rows) expect(window).toBeCloseTo(Number(baseline), 12);
      }),
    );
  });

  it('draws what is suddenly no longer few values as a curve beside them', () => {
    const { rows, others, curve } = pictures([...times(300, 0), ...times(300, 1)], normals(3, 600));

    expect(rows.map(({ label }) => label)).toEqual(expect.arrayContaining(['0', '1']));
    expect(others?.window).toBeGreaterThan(0.9);
    expect(sum(curve?.window ?? [])).toBeGreaterThan(0.9);
  });
});

describe('the picture of a column of amounts', () => {
  it('sets a frequent value apart from the curve of the others', () => {
    const amounts = (seed: number, zeros: number) => [...times(zeros, 0), ...normals(seed, 1000 - zeros, 50, 10)];
    const { rows, others, curve } = pictures(amounts(1, 450), amounts(2, 600));

    expect(rows).toEqual([{ label: '0', baseline: 0.45, window: 0.6 }]);
    expect(others).toEqual({ label: 'other values', baseline: 0.55, window: 0.4 });
    expect([curve?.from ?? 0, curve?.to ?? 0].map((end) => end % 2)).toEqual([0, 0]);
    expect(curve?.from).toBeGreaterThan(5);
  });

  it('puts whole numbers in the middle of their bars, each in one', () => {
    const ages = Array.from({ length: 3000 }, (_, i) => 20 + (i % 25));
    const { curve } = pictures(ages, ages);

    expect([curve?.from, curve?.to]).toEqual([19.5, 44.5]);
    expect(curve?.baseline).toEqual(times(25, 0.04));
  });

  it('has bars of one round width, whatever the scale', () => {
    for (const scale of [1e-7, 0.01, 1, 1e9]) {
      const { curve } = pictures(normals(1, 2000, 0, scale), normals(2, 500, scale, scale));
      const width = ((curve?.to ?? 0) - (curve?.from ?? 0)) / (curve?.window.length ?? 1);

      expect(Number(width.toPrecision(6)).toExponential()).toMatch(/^[125]e/);
      expect(curve?.window.length).toBeGreaterThan(10);
      expect(curve?.window.length).toBeLessThanOrEqual(32);
    }
  });
});

describe('the picture of a column of categories', () => {
  it('names the new ones, most frequent first, and adds up the rest', () => {
    const known = [...times(600, 'car'), ...times(400, 'home')];
    const now = [...times(90, 'car'), ...times(4, 'boat'), ...times(3, 'plane'), 'a', 'b', 'c'];

    expect(rowsOf(pictures(known, now)).map(([label]) => label)).toEqual([
      'car',
      'home',
      'boat (new)',
      'plane (new)',
      'a (new)',
    ]);
    expect(pictures(known, now).others).toEqual({ label: '2 other values', baseline: 0, window: 0.02 });
  });

  it('of many shows those that changed most', () => {
    const many = Array.from({ length: 400 }, (_, i) => `k${i % 40}`);
    const now = [...many, ...times(100, 'k17')];

    expect(pictures(many, now).rows).toHaveLength(8);
    expect(pictures(many, now).rows.map(({ label }) => label)).toContain('k17');
    expect(pictures(many, now).others?.label).toBe('32 other values');
  });
});

describe('the gaps of a column', () => {
  it('are drawn where their share changed, whatever the values do', () => {
    const { rows, gaps } = pictures(
      [...times(99, 1), null],
      [...times(80, 1), ...times(15, null), ...times(5, 'n.a.')],
    );

    expect(rows).toEqual([{ label: '1', baseline: 1, window: 1 }]);
    expect(gaps).toEqual([
      { label: 'no value', baseline: 0.01, window: 0.15 },
      { label: 'a value that is not allowed', baseline: 0, window: 0.05 },
    ]);
    expect(pictures(times(100, 1), times(100, 1))).not.toHaveProperty('gaps');
  });
});

describe('every picture', () => {
  it('accounts for all values of both sides', () => {
    const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.double({ noNaN: true, min: -1e9, max: 1e9 })), {
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(values, values, (release, window) => {
        const { rows, others, curve } = pictures(release, window);
        for (const side of ['baseline', 'window'] as const) {
          const drawn = sum(rows.map((row) => row[side])) + (others ? others[side] : sum(curve?.[side] ?? []));
          expect(drawn).toBeCloseTo(1, 2);
          if (others && curve) expect(sum(curve[side])).toBeCloseTo(others[side], 2);
        }
      }),
    );
  });

  it('is empty where a side has no values', () => {
    const profile = numericProfile({ name: 'f', type: 'number' }, []);

    expect(pictureOf(profile, profile)).toEqual({ rows: [] });
    expect(pictures([1, 2, 3], [null, null])).toEqual({
      rows: [],
      gaps: [{ label: 'no value', baseline: 0, window: 1 }],
    });
  });
});
