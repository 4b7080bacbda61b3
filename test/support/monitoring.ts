import type { Row } from '../../shared/monitoring/cells.ts';
import { profileOf } from '../../shared/monitoring/profile.ts';
import { BaselineProfile, type FeatureShape, WindowCounts } from '../../shared/monitoring/schema.ts';
import { windowCounter } from '../../shared/monitoring/window.ts';
import { normalPpf } from '../../shared/statistics/normal.ts';
import { seeded } from '../../shared/statistics/permutation-importance.ts';

/** Normal values that depend only on the seed. */
export const normals = (seed: number, count: number, mean = 0, sd = 1): number[] => {
  const random = seeded(seed);
  return Array.from({ length: count }, () => mean + sd * normalPpf(Math.max(random(), 1e-9)));
};

export const amount: FeatureShape = { name: 'amount', type: 'number', min: 0 };
export const purpose: FeatureShape = { name: 'purpose', type: 'category' };
const score: FeatureShape = { name: 'score', type: 'number', min: 0, max: 1 };

const purposes = ['car', 'car', 'car', 'home', 'home', 'study'];

/** Loans whose score falls with the amount; `change` alters the row after it was drawn. */
export const loans = (seed: number, count: number, change: (row: Row, i: number) => Row = (row) => row): Row[] => {
  const random = seeded(seed);
  return normals(seed + 1, count).map((z, i) => {
    const value = Math.round(Math.exp(9 + 0.5 * z));
    const row: Row = {
      inputs: [value, purposes[Math.floor(random() * purposes.length)]],
      output: Number((1 / (1 + Math.exp(0.8 * z + 0.5 * random()))).toFixed(4)),
    };
    return change(row, i);
  });
};

/** The profile of `rows` loans, through its schema and JSON, as it would be stored. */
export const loanProfile = (rows = 5000): BaselineProfile =>
  BaselineProfile.parse(
    JSON.parse(
      JSON.stringify(
        profileOf({
          model: 'credit-risk',
          version: '1.4.0',
          inputs: [amount, purpose],
          output: score,
          rows: loans(1, rows),
        }),
      ),
    ),
  );

export const countsOf = (profile: BaselineProfile, rows: readonly Row[]): WindowCounts => {
  const counter = windowCounter(profile);
  for (const row of rows) counter.add(row);
  return WindowCounts.parse(JSON.parse(JSON.stringify(counter.counts())));
};

export const lastHour = { from: '2026-03-02T08:00:00Z', to: '2026-03-02T09:00:00Z' };
