import { describe, expect, it } from 'vitest';
import { liveQuality } from '../../../shared/assurance/live-quality.ts';
import { measure } from '../../../shared/assurance/metrics.ts';
import { seeded } from '../../../shared/statistics/permutation-importance.ts';

/** Answers that know the label as well as `skill` says, and labels, as texts. */
const traffic = (seed: number, rows: number, skill: number) => {
  const random = seeded(seed);
  const scores = Array.from({ length: rows }, random);
  const labels = scores.map((score) => (random() < skill * score + (1 - skill) / 2 ? '1' : '0'));
  return { labels, answers: scores.map(String), answered: rows * 2 };
};
const release = measure({
  task: 'binary-classification',
  labels: traffic(1, 5000, 1).labels.map(Number),
  scores: traffic(1, 5000, 1).answers.map(Number),
});

describe('the quality of a live window', () => {
  it('is as released when nothing changed', () => {
    const { verdict, sentence, metrics } = liveQuality('binary-classification', traffic(2, 1000, 1), release);

    expect(verdict).toBe('as-released');
    expect(sentence).toBe('No metric is certainly worse than at release. 1,000 labels for 2,000 answers (50 %).');
    expect(metrics[0]).toMatchObject({ name: 'auc', atRelease: release[0]?.value, worse: false });
  });

  it('is worse when the answers know less than they did', () => {
    const { verdict, sentence } = liveQuality('binary-classification', traffic(2, 1000, 0.4), release);

    expect(verdict).toBe('worse');
    expect(sentence).toMatch(/^The model is worse than at release: AUC 0\.\d+, was 0\.\d+\./);
  });

  it.each([
    ['few labels', traffic(3, 199, 1), 'at least 200 are needed'],
    [
      'one class',
      { labels: new Array(300).fill('1'), answers: new Array(300).fill('0.5'), answered: 300 },
      'at least 30 of each class',
    ],
  ])('is not judged on %s', (_, judged, why) => {
    const { verdict, sentence } = liveQuality('binary-classification', judged, release);

    expect(verdict).toBe('not-enough-evidence');
    expect(sentence).toContain(why);
  });

  it('is only measured when the release is not known', () => {
    expect(
      liveQuality('regression', {
        labels: Array.from({ length: 300 }, (_, i) => i),
        answers: Array.from({ length: 300 }, (_, i) => i + 1),
        answered: 300,
      }),
    ).toMatchObject({
      verdict: 'measured',
      metrics: [{ name: 'mae', value: 1 }, { name: 'rmse', value: 1 }, { name: 'r2' }, { name: 'bias', value: 1 }],
    });
  });

  it('leaves out pairs that are no numbers, and says how many', () => {
    const { labels, answers, answered } = traffic(4, 400, 1);
    const judged = { labels: [...labels, 'maybe', 'yes'], answers: [...answers, '0.5', 'n/a'], answered };

    expect(liveQuality('binary-classification', judged)).toMatchObject({ labelled: 400, unusable: 2 });
  });
});
