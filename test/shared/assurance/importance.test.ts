import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importanceOfAnswers } from '../../../shared/assurance/importance.ts';
import { measure, type Scored } from '../../../shared/assurance/metrics.ts';
import { auc } from '../../../shared/statistics/auc.ts';
import { aucDifference } from '../../../shared/statistics/auc-difference.ts';
import { seeded } from '../../../shared/statistics/permutation-importance.ts';
import { ranked } from '../../../shared/statistics/ranked.ts';
import { normals } from '../../support/monitoring.ts';

const value = (scored: Scored, metric: string) => measure(scored).find(({ name }) => name === metric)?.value as number;

describe('importance of a feature', () => {
  const labels = Array.from({ length: 300 }, (_, i) => i % 3);
  const random = seeded(4);
  const answers = (right: number) => labels.map((label) => (random() < right ? label : (label + 1) % 3));

  it('is the drop of the AUC', () => {
    const truth = labels.map((label) => Number(label === 1));
    const whole = {
      task: 'binary-classification' as const,
      labels: truth,
      scores: truth.map((y) => 0.3 * y + random() / 2),
    };
    const shuffled = { ...whole, scores: truth.map(() => random()) };
    const found = importanceOfAnswers('age', whole, shuffled);

    expect(found).toMatchObject({ feature: 'age', metric: 'auc' });
    expect(found?.drop).toBeCloseTo(value(whole, 'auc') - value(shuffled, 'auc'), 12);
    expect(found?.interval?.low).toBeLessThan(found?.drop as number);
  });

  it('is the drop of the accuracy', () => {
    const base = { task: 'multiclass-classification' as const, classes: ['a', 'b', 'c'], labels };
    const [whole, shuffled] = [
      { ...base, predicted: answers(0.9) },
      { ...base, predicted: answers(0.5) },
    ];

    expect(importanceOfAnswers('age', whole, shuffled)?.drop).toBeCloseTo(
      value(whole, 'accuracy') - value(shuffled, 'accuracy'),
      12,
    );
  });

  it('is the drop of the variance explained', () => {
    const truth = normals(2, 200);
    const whole = { task: 'regression' as const, labels: truth, scores: truth.map((y) => y + 0.1) };
    const shuffled = { ...whole, scores: normals(5, 200) };

    expect(importanceOfAnswers('age', whole, shuffled)?.drop).toBeCloseTo(
      value(whole, 'r2') - value(shuffled, 'r2'),
      9,
    );
  });

  it('is not known of one class, of a constant target, or of nothing', () => {
    const one = { task: 'binary-classification' as const, labels: [1, 1], scores: [0.2, 0.9] };
    const constant = { task: 'regression' as const, labels: [4, 4], scores: [1, 2] };

    for (const scored of [one, constant, { ...constant, labels: [], scores: [] }])
      expect(importanceOfAnswers('age', scored, scored)).toBeUndefined();
  });
});

describe('the difference of two areas on the same rows', () => {
  const rows = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })),
    { minLength: 4, maxLength: 50 },
  );
  const columns = (all: readonly (readonly [number, number, number])[]) =>
    [0, 1, 2].map((column) => all.map((row) => row[column] as number)) as [number[], number[], number[]];

  it('is that of the areas, and nothing with certainty for the same scores', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const [y, a, b] = columns(all);
        const [first, second, found] = [auc(ranked(y, a)), auc(ranked(y, b)), aucDifference(y, a, b)];
        if (!first || !second) return void expect(found).toBeUndefined();
        expect(found?.difference).toBeCloseTo(first.auc - second.auc, 10);
        const same = aucDifference(y, a, a);
        expect(same?.difference).toBe(0);
        expect(same?.variance ?? 0).toBe(0);
      }),
    );
  });

  it('has the variance of the first area when the second says nothing', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const [y, a] = columns(all);
        const [area, found] = [
          auc(ranked(y, a)),
          aucDifference(
            y,
            a,
            y.map(() => 5),
          ),
        ];
        if (area?.variance === undefined) return;
        expect(found?.variance).toBeCloseTo(area.variance, 10);
      }),
    );
  });
});
