import { describe, expect, it } from 'vitest';
import { counted, figure, instant, listed, percent, span, whole } from '../../../shared/kernel/figures.ts';

describe('numbers for people', () => {
  it.each([
    [0, '0'],
    [0.81234, '0.812'],
    [0.00341, '0.0034'],
    [41.26, '41.3'],
    [52_300.4, '52,300'],
    [1_234_567.8, '1,234,568'],
    [-0.5, '−0.500'],
    [3e-7, '3.00e−7'],
    [1, '1.00'],
    [undefined, 'none'],
    [Number.NaN, 'none'],
  ] as const)('writes %o as %s', (value, text) => expect(figure(value)).toBe(text));

  it.each([
    [0, '0 %'],
    [0.0842, '8.4 %'],
    [0.41, '41 %'],
    [0.0005, '0.05 %'],
    [1e-6, 'under 0.01 %'],
    [-0.041, '−4.1 %'],
    [undefined, 'none'],
  ] as const)('writes the share %o as %s', (share, text) => expect(percent(share)).toBe(text));

  it('counts and lists in words', () => {
    expect([whole(12_480), counted(1, 'row'), counted(0, 'row'), counted(2, 'entry', 'entries')]).toEqual([
      '12,480',
      '1 row',
      '0 rows',
      '2 entries',
    ]);
    expect([listed([]), listed(['a']), listed(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c']);
    expect(instant('2026-03-02T09:14:33.123Z')).toBe('2 Mar 2026, 09:14 UTC');
    expect(span('2026-03-02T09:14:33.123Z', '2026-03-02T10:14:33.123Z')).toBe('2 Mar 2026, 09:14 to 10:14 UTC');
    expect(span('2026-03-02T23:59:58Z', '2026-03-03T00:00:02Z')).toBe(
      '2 Mar 2026, 23:59:58 to 3 Mar 2026, 00:00:02 UTC',
    );
  });
});
