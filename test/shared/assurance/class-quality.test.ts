import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classQuality } from '../../../shared/assurance/class-quality.ts';

const task = 'multiclass-classification' as const;
const classes = ['a', 'b', 'c'];

describe('the quality of each class', () => {
  it('is the share of its rows that was found, worst first, with what it was taken for', () => {
    expect(
      classQuality({ task, classes, labels: [0, 0, 0, 0, 1, 1, 1], predicted: [0, 0, 0, 1, 2, 2, 0] }).map(
        ({ interval: _, ...one }) => one,
      ),
    ).toEqual([
      { name: 'b', labelled: 3, found: 0, takenFor: { name: 'c', rows: 2 } },
      { name: 'a', labelled: 4, found: 0.75, takenFor: { name: 'b', rows: 1 } },
    ]);
  });

  it('takes the most probable class as the answer, and a class that is never missed for no other', () => {
    const [best] = classQuality({ task, classes, labels: [2], probabilities: [[0.2, 0.1, 0.7]] });

    expect(best).toMatchObject({ name: 'c', found: 1 });
    expect(best).not.toHaveProperty('takenFor');
  });

  it('counts every label once, and holds each share in its interval', () => {
    const index = fc.integer({ min: 0, max: 2 });
    fc.assert(
      fc.property(fc.array(fc.tuple(index, index), { minLength: 1 }), (pairs) => {
        const found = classQuality({
          task,
          classes,
          labels: pairs.map(([label]) => label),
          predicted: pairs.map(([, answer]) => answer),
        });
        expect(found.reduce((sum, { labelled }) => sum + labelled, 0)).toBe(pairs.length);
        for (const { found: share, interval } of found) {
          expect(interval.low).toBeLessThanOrEqual(share);
          expect(interval.high).toBeGreaterThanOrEqual(share);
        }
      }),
    );
  });

  it('is nothing for two-class models and numbers', () => {
    expect(classQuality({ task: 'regression', labels: [1], scores: [1] })).toEqual([]);
    expect(classQuality({ task: 'binary-classification', labels: [1], scores: [1] })).toEqual([]);
  });
});
