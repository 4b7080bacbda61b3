import { describe, expect, it } from 'vitest';
import { styleSheet } from '../../../shared/reporting/style.ts';

/** The two values of each colour, by its name: on paper and on slate. */
const colours = new Map(
  [...styleSheet.matchAll(/--([a-z]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, [light, dark]] as const,
  ),
);

/** Relative luminance, by WCAG 2.2. */
const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (a: string, b: string): number => {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};

describe('the style sheet', () => {
  it.each(['ink', 'quiet', 'accent', 'good', 'watch', 'bad'])(
    'writes %s so that it can be read on every ground',
    (name) => {
      for (const ground of ['paper', 'card'])
        for (const scheme of [0, 1])
          expect(contrast(colours.get(name)?.[scheme] ?? '', colours.get(ground)?.[scheme] ?? '')).toBeGreaterThan(4.5);
    },
  );

  it('fetches nothing', () => {
    expect(styleSheet).not.toMatch(/url\(|@import|https?:/);
  });
});
