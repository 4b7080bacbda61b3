import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../shared/monitoring/cells.ts';
import { judge } from '../../../shared/monitoring/drift.ts';
import { profileOf } from '../../../shared/monitoring/profile.ts';
import type { FeatureShape } from '../../../shared/monitoring/schema.ts';
import { windowCounter } from '../../../shared/monitoring/window.ts';
import { seeded } from '../../../shared/statistics/permutation-importance.ts';
import { lastHour, normals } from '../../support/monitoring.ts';

const ROWS = 5000;
type Column = (z: number, u: number) => Cell;

/** Columns by what happens to them: their law at release, and the law now. */
const columns: Record<string, readonly [release: Column, now: Column]> = {
  'mean up by 0.2 sd': [(z) => z, (z) => z + 0.2],
  'spread wider by a quarter': [(z) => z, (z) => z * 1.25],
  'top tenth cut off': [(_, u) => u, (_, u) => u * 0.9],
  'zeros from half to 0.65': [(z, u) => (u < 0.5 ? 0 : Math.exp(z)), (z, u) => (u < 0.65 ? 0 : Math.exp(z))],
  'humps from even to 0.6': [(z, u) => z + (u < 0.5 ? -3 : 3), (z, u) => z + (u < 0.6 ? -3 : 3)],
  'missing from 1 to 8 %': [(z, u) => (u < 0.01 ? null : z), (z, u) => (u < 0.08 ? null : z)],
  'text among numbers': [(z) => z, (z, u) => (u < 0.02 ? 'error' : z)],
  'one category up 7 points': [(_, u) => among(u, [0.4, 0.3, 0.3]), (_, u) => among(u, [0.47, 0.28, 0.25])],
  'two new categories, 2 %': [(_, u) => among(u, [0.5, 0.5]), (_, u) => among(u, [0.49, 0.49, 0.01, 0.01])],
};
const clean: Record<string, Column> = {
  normal: (z) => z,
  lognormal: (z) => Math.exp(z),
  'small counts': (_, u) => Math.floor(u * 6),
  constant: () => 4,
  'a third missing': (z, u) => (u < 0.33 ? '' : z),
  'many categories': (_, u) => `k${Math.floor(200 * u * u)}`,
};

const among = (u: number, shares: readonly number[]): string => {
  let below = 0;
  return `c${Math.max(
    0,
    shares.findIndex((share) => {
      below += share;
      return u < below;
    }),
  )}`;
};

describe('drift planted among clean columns', () => {
  const laws = {
    ...columns,
    ...Object.fromEntries(Object.entries(clean).map(([name, law]) => [name, [law, law] as const])),
  };
  const shapes = Object.keys(laws).map(
    (name): FeatureShape => ({ name, type: /categor/.test(name) ? 'category' : 'number' }),
  );
  const drawn = (seed: number, now: 0 | 1) => {
    const random = seeded(seed);
    const values = Object.values(laws).map((law, i) => normals(seed + 100 * i, ROWS).map((z) => law[now](z, random())));
    return Array.from({ length: ROWS }, (_, row) => ({ inputs: values.map((column) => column[row]) }));
  };
  const profile = profileOf({ model: 'm', version: '1.0.0', inputs: shapes, rows: drawn(1, 0) });
  const counter = windowCounter(profile);
  for (const row of drawn(50_000, 1)) counter.add(row);
  const { features } = judge(profile, counter.counts(), lastHour);
  const status = (name: string) => features.find(({ feature }) => feature === name)?.status;

  it.each(Object.keys(columns))('is found: %s', (name) => expect(status(name)).toBe('drifted'));
  it.each(Object.keys(clean))('is not seen where there is none: %s', (name) => expect(status(name)).toBe('stable'));
});
