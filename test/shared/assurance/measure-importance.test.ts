import { describe, expect, it } from 'vitest';
import { measureImportance, predictionsFor } from '../../../shared/assurance/measure-importance.ts';
import { judgeImportance } from '../../../shared/assurance/window-importance.ts';
import type { Ask } from '../../../shared/deployment/asking.ts';
import { seeded } from '../../../shared/statistics/permutation-importance.ts';

const columns = ['income', 'debt', 'noise'];
const chance = (income: number, debt: number): number => 1 / (1 + Math.exp(0.08 * (income - 50) - 0.15 * (debt - 20)));
const model: Ask = async (rows) => rows.map(([income, debt]) => [chance(Number(income), Number(debt))]);
const task = { kind: 'binary-classification' } as const;

const table = (seed: number, rows = 300) => {
  const random = seeded(seed);
  const drawn = Array.from({ length: rows }, () => [random() * 100, random() * 40, random()]);
  const labels = drawn.map(([income = 0, debt = 0]) => Number(random() < chance(income, debt)));
  return { task, columns, rows: drawn, labels };
};
const measured = async (seed: number, shuffling: Parameters<typeof measureImportance>[3] = { seed, repeats: 3 }) => {
  const given = table(seed);
  return measureImportance(model, given, await model(given.rows), shuffling);
};

describe('measuring what a model relies on', () => {
  it('orders the columns by what the model loses without them, and nothing for one it does not read', async () => {
    const found = await measured(1);

    expect(found.map(({ feature }) => feature)).toEqual(columns);
    expect(found[2]).toMatchObject({ drop: 0, interval: { low: 0, high: 0 } });
  });

  it('gives the same for the same seed, and narrower intervals for more shuffles', async () => {
    const width = ([first]: Awaited<ReturnType<typeof measured>>) =>
      (first?.interval?.high ?? 0) - (first?.interval?.low ?? 0);
    const [once, often] = [await measured(2, { seed: 9 }), await measured(2, { seed: 9, repeats: 8 })];

    expect(await measured(2, { seed: 9 })).toEqual(once);
    expect(await measured(2, { seed: 10 })).not.toEqual(once);
    expect(width(often)).toBeLessThan(width(once));
  });

  it('asks for as many rows as it is allowed, and stops when told to', async () => {
    let rows = 0;
    const counting: Ask = (asked) => {
      rows += asked.length;
      return model(asked);
    };
    const given = table(3, 50);
    const among = ['debt', 'noise'];
    await measureImportance(counting, given, await counting(given.rows), { repeats: 4, among });
    expect(rows).toBe(predictionsFor(50, 2, 4));

    const left = [true, false];
    const found = await measureImportance(model, given, await model(given.rows), { goOn: () => left.shift() ?? false });
    expect(found.map(({ feature }) => feature)).toEqual(['income']);
  });

  it('is seldom called changed by chance: at most one clean window of twenty', async () => {
    const release = await measured(100, {});
    const how = { rows: 300, repeats: 3, asked: 0, leftOut: [] };
    const verdicts = [];
    for (let i = 0; i < 100; i++) verdicts.push(judgeImportance(release, await measured(1000 + 31 * i), how).verdict);

    expect(verdicts.filter((verdict) => verdict === 'changed').length).toBeLessThanOrEqual(5);
    expect(verdicts.filter((verdict) => verdict !== 'as-released').length).toBeLessThanOrEqual(11);
  });
});
