import { describe, expect, it } from 'vitest';
import { importanceOfAnswers } from '../../../shared/assurance/importance.ts';
import { importanceDrift } from '../../../shared/assurance/importance-drift.ts';
import { normals } from '../../support/monitoring.ts';

const measured = (drops: Readonly<Record<string, number>>, half?: number) =>
  Object.entries(drops).map(([feature, drop]) => ({
    feature,
    metric: 'logLoss',
    drop,
    ...(half !== undefined && { interval: { low: drop - half, high: drop + half } }),
  }));
const release = measured({ income: 0.3, age: 0.2, purpose: 0.1 }, 0.02);

describe('drift of importance', () => {
  it('is none while the model leans on the same features', () => {
    const { verdict, ndcg, features } = importanceDrift(
      release,
      measured({ income: 0.31, age: 0.19, purpose: 0.1 }, 0.02),
    );

    expect({ verdict, ndcg }).toEqual({ verdict: 'as-released', ndcg: 1 });
    expect(features[0]).toMatchObject({ rankAtRelease: 1, rankNow: 1, qValue: expect.any(Number) });
  });

  it('is found when the order turns, certainly', () => {
    const { verdict, ndcg, features } = importanceDrift(
      release,
      measured({ income: 0.02, age: 0.05, purpose: 0.4 }, 0.02),
    );

    expect(verdict).toBe('changed');
    expect(ndcg).toBeLessThan(0.9);
    expect(features[0]).toMatchObject({ feature: 'purpose', rankAtRelease: 3, rankNow: 1 });
  });

  it('is found when one of two that were close no longer matters at all, whatever their order says', () => {
    const close = measured({ income: 0.21, age: 0.19 }, 0.02);
    const { verdict, ndcg, moved } = importanceDrift(close, measured({ income: 0, age: 0.25 }, 0.02));

    expect(verdict).toBe('changed');
    expect(ndcg).toBeGreaterThan(0.9);
    expect(moved).toBeCloseTo(0.525, 12);
  });

  it('is watched when certain but small, and none when it may be chance', () => {
    expect(importanceDrift(release, measured({ income: 0.4, age: 0.2, purpose: 0.1 }, 0.02)).verdict).toBe('watch');
    expect(importanceDrift(release, measured({ income: 0.1, age: 0.15, purpose: 0.3 }, 0.5)).verdict).toBe(
      'as-released',
    );
  });

  it('is not judged without intervals, with one feature, or by another metric', () => {
    const plain = measured({ income: 0.3, age: 0.2 });

    expect(importanceDrift(plain, plain).verdict).toBe('not-enough-evidence');
    expect(importanceDrift(release, measured({ income: 0.1 }, 0.02)).verdict).toBe('not-enough-evidence');
    expect(
      importanceDrift(
        release,
        release.map((one) => ({ ...one, metric: 'auc' })),
      ).features,
    ).toEqual([]);
  });

  it('is seldom found by chance: at most one of twenty windows', () => {
    const truth = normals(9, 250);
    const answered = (seed: number, noise: number) => {
      const errors = normals(seed, 250, 0, noise);
      return { task: 'regression' as const, labels: truth, scores: truth.map((y, i) => y + (errors[i] as number)) };
    };
    const all = (seed: number) =>
      [0.5, 0.7, 0.9, 1.1].flatMap((noise, i) => {
        const found = importanceOfAnswers(`f${i}`, answered(seed, 0.3), answered(seed + 31 * (i + 1), noise));
        return found ? [found] : [];
      });
    const before = all(1);
    const found = Array.from({ length: 100 }, (_, i) => importanceDrift(before, all(1000 + 997 * i))).filter(
      ({ verdict }) => verdict === 'changed',
    );

    expect(before).toHaveLength(4);
    expect(found.length).toBeLessThanOrEqual(11);
  });
});
