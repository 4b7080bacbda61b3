import { numericProfile } from '../../shared/monitoring/numeric-profile.ts';
import type { BaselineProfile, WindowCounts } from '../../shared/monitoring/schema.ts';
import { windowCounter } from '../../shared/monitoring/window.ts';
import { seeded } from '../../shared/statistics/permutation-importance.ts';

/** Standard normal values that depend only on the seed (the polar method of Marsaglia and Bray). */
const gaussian = (seed: number): (() => number) => {
  const random = seeded(seed);
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const [x, y] = [2 * random() - 1, 2 * random() - 1];
      const s = x * x + y * y;
      if (s >= 1 || s === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      spare = y * factor;
      return x * factor;
    }
  };
};

interface Traffic {
  readonly profile: BaselineProfile;
  /** The next window of clean traffic; `shift` moves its first column by so many standard deviations. */
  readonly window: (rows: number, shift?: number) => WindowCounts;
}

/**
 * Columns of one normal law, released on so many rows, and windows that never drift. `correlation` is that of every two
 * columns; the release is the same for all columns, as only its bins are kept.
 */
export const simulatedTraffic = (
  seed: number,
  { features, released, correlation = 0 }: { features: number; released: number; correlation?: number },
): Traffic => {
  const next = gaussian(seed);
  const shape = { name: 'f0', type: 'number' as const };
  const column = numericProfile(shape, Array.from({ length: released }, next));
  const names = Array.from({ length: features }, (_, i) => `f${i}`);
  const profile: BaselineProfile = {
    format: 'slipway/profile/v1',
    model: 'simulated',
    version: '1.0.0',
    rows: released,
    features: names.map((name) => ({ ...column, name, shape: { ...shape, name } })),
  };
  const [common, own] = [Math.sqrt(correlation), Math.sqrt(1 - correlation)];
  return {
    profile,
    window(rows, shift = 0) {
      const shared = Float64Array.from({ length: rows }, () => (correlation > 0 ? common * next() : 0));
      const counter = windowCounter(profile);
      for (const [i, feature] of counter.features.entries()) {
        const values = shared.map((x) => x + own * next() + (i === 0 ? shift : 0));
        if (feature.kind === 'numeric') feature.addValues(values, 0, rows);
      }
      counter.addedRows(rows);
      return counter.counts();
    },
  };
};
