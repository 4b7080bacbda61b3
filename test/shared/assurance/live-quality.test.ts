import { describe, expect, it } from 'vitest';
import type { QualityTask } from '../../../shared/assurance/live-answers.ts';
import { liveQuality } from '../../../shared/assurance/live-quality.ts';
import { measure } from '../../../shared/assurance/metrics.ts';
import { seeded } from '../../../shared/statistics/permutation-importance.ts';
import { expectClose, oracle } from '../../support/oracle.ts';

const binary: QualityTask = { kind: 'binary-classification' };
const regression: QualityTask = { kind: 'regression' };

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
    const { verdict, sentence, metrics } = liveQuality(binary, traffic(2, 1000, 1), { metrics: release });

    expect(verdict).toBe('as-released');
    expect(sentence).toBe('No metric is certainly worse than at release. 1,000 labels for 2,000 answers (50 %).');
    expect(metrics[0]).toMatchObject({ name: 'auc', atRelease: release[0]?.value, worse: false });
  });

  it('is worse when the answers know less than they did', () => {
    const { verdict, sentence, metrics } = liveQuality(binary, traffic(2, 1000, 0.4), { metrics: release });
    const [area] = metrics;

    expect(verdict).toBe('worse');
    expect(sentence).toMatch(/^The model is worse than at release: AUC 0\.\d+, was 0\.\d+; /);
    expect(area?.changeInterval?.high).toBeLessThan(0);
    expect(area?.qValue).toBeGreaterThanOrEqual(area?.pValue as number);
  });

  // Were one clean window in twenty called worse, 200 would bring 10; more than 18 come by chance six times in a thousand.
  it('is called worse in at most one of twenty clean windows, though many metrics are held against the release', () => {
    const small = measure({
      task: 'binary-classification',
      labels: traffic(31, 600, 1).labels.map(Number),
      scores: traffic(31, 600, 1).answers.map(Number),
    });
    const alarms = Array.from({ length: 200 }, (_, i) =>
      liveQuality(binary, traffic(5000 + 13 * i, 250, 1), { metrics: small }),
    ).filter(({ verdict }) => verdict === 'worse');

    expect(alarms.length).toBeLessThanOrEqual(18);
  });

  it.each([
    ['few labels', traffic(3, 199, 1), 'at least 200 are needed'],
    [
      'one class',
      { labels: new Array(300).fill('1'), answers: new Array(300).fill('0.5'), answered: 300 },
      'at least 30 of each class',
    ],
  ])('is not judged on %s', (_, judged, why) => {
    const { verdict, sentence, metrics } = liveQuality(binary, judged, { metrics: release });

    expect(verdict).toBe('not-enough-evidence');
    expect(sentence).toContain(why);
    expect(metrics.some(({ worse }) => worse)).toBe(false);
  });

  it('is only measured when the release is not known', () => {
    expect(
      liveQuality(regression, {
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

    expect(liveQuality(binary, judged)).toMatchObject({ labelled: 400, unusable: 2 });
  });

  it('says how long labels took', () => {
    expect(liveQuality(binary, { ...traffic(4, 300, 1), delays: [60, 3600, 86_400] }).delay).toEqual({
      median: 3600,
      ninetieth: 69_840,
      known: 3,
    });
  });
});

describe('a regression', () => {
  const random = seeded(8);
  const truth = Array.from({ length: 600 }, () => random() * 10);
  const answers = truth.map((y) => y + random() - 0.5);
  const before = measure({ task: 'regression', labels: truth, scores: answers });
  const judged = (change: (answer: number) => number) =>
    liveQuality(regression, { labels: truth, answers: answers.map(change), answered: 600 }, { metrics: before });

  it('is worse when its errors grow, and when it leans to a side', () => {
    expect(judged((answer) => answer).verdict).toBe('as-released');
    const worse = judged((answer) => answer + 0.4).metrics.filter((metric) => metric.worse);

    expect(worse.map(({ name }) => name)).toEqual(expect.arrayContaining(['rmse', 'bias']));
  });

  it('is not worse for being better', () => {
    const better = liveQuality(regression, { labels: truth, answers: truth, answered: 600 }, { metrics: before });

    expect(better.verdict).toBe('as-released');
  });
});

describe('a model of several classes', () => {
  const classes = ['car', 'home', 'study'];
  const multi: QualityTask = { kind: 'multiclass-classification', classes };
  const { y, P, ...expected } = oracle.multiclass_24;
  const repeat = <T>(values: readonly T[], times: number): T[] => Array.from({ length: times }, () => values).flat();

  it('is measured by its classes and its probabilities, as scikit-learn does', () => {
    const labels = y.map((i) => classes[i]);
    const { verdict, metrics } = liveQuality(multi, {
      labels: repeat(labels, 10),
      answers: repeat(P, 10).map((row) => row.join(',')),
      answered: 240,
    });

    expect(verdict).toBe('measured');
    expect(metrics.map(({ name }) => name)).toEqual(['accuracy', 'macroF1', 'logLoss']);
    for (const [i, value] of [expected.accuracy, expected.f1_macro, expected.log_loss].entries())
      expectClose(metrics[i]?.value, value);
  });

  it('is measured by its classes alone where it answers with one', () => {
    const { metrics } = liveQuality(multi, {
      labels: repeat(y, 10).map((i) => classes[i]),
      answers: repeat(expected.predicted, 10).map((i) => classes[i]),
      answered: 240,
    });

    expect(metrics.map(({ name }) => name)).toEqual(['accuracy', 'macroF1']);
    expectClose(metrics[0]?.value, expected.accuracy);
  });

  it('is worse when it confuses more, and leaves out what is no class', () => {
    const random = seeded(3);
    const labels = Array.from({ length: 600 }, () => classes[Math.floor(random() * 3)]);
    const answers = (right: number) => labels.map((label) => (random() < right ? label : 'car'));
    const before = liveQuality(multi, { labels, answers: answers(0.9), answered: 600 }).metrics;
    const now = liveQuality(
      multi,
      { labels: [...labels, 'boat'], answers: [...answers(0.7), 'car'], answered: 601 },
      { metrics: before },
    );

    expect(now).toMatchObject({ verdict: 'worse', unusable: 1, labelled: 600 });
  });

  it('is judged without the macro F1 while a class is rare, and not at all while all but one are', () => {
    const labels = [...repeat(['car', 'home'], 150), ...repeat(['study'], 5)];
    const judged = (truth: readonly string[], answered: readonly string[]) =>
      liveQuality(
        multi,
        { labels: truth, answers: answered, answered: truth.length },
        { metrics: [{ name: 'macroF1', label: 'F1', better: 'higher', value: 1, n: 100 }] },
      );

    expect(judged(labels, repeat(['car'], 305))).toMatchObject({
      verdict: 'as-released',
      metrics: [{}, { name: 'macroF1', worse: false }],
    });
    expect(judged(repeat(['car'], 300), repeat(['car'], 300)).sentence).toContain('at least 30 of two classes');
  });
});

describe('fairness in a live window', () => {
  const { labels, answers, answered } = traffic(6, 800, 1);
  const sex = labels.map((_, i) => (i % 2 === 0 ? 'f' : 'm'));
  const lower = answers.map((score, i) => String(Number(score) * (i % 2 === 0 ? 0.6 : 1)));
  const judged = (scores: readonly string[], fairnessGap?: number) =>
    liveQuality(binary, { labels, answers: scores, answered, groups: new Map([['sex', sex]]) }, { fairnessGap })
      .fairness;

  it('compares the groups of each attribute, with intervals', () => {
    const [{ parityGap, opportunityGap, impactRatio } = {}] = judged(lower)?.groups ?? [];

    expect(parityGap).toMatchObject({ lowest: 'f', highest: 'm' });
    for (const gap of [parityGap, opportunityGap, impactRatio]) {
      expect(gap?.interval.low).toBeLessThan(gap?.value as number);
      expect(gap?.interval.high).toBeGreaterThan(gap?.value as number);
    }
    expect(impactRatio?.value).toBeLessThan(0.8);
  });

  it('is held to the gap the tier allows', () => {
    expect(judged(answers, 0.2)?.gates[0]?.status).toBe('passes');
    expect(judged(lower, 0.05)?.gates[0]?.status).toBe('fails');
  });

  it('needs a model that decides', () => {
    const attributes = new Map([['sex', sex]]);

    expect(liveQuality(regression, { labels, answers, answered, groups: attributes }).fairness).toBeUndefined();
    expect(liveQuality(binary, { labels, answers, answered }).fairness).toBeUndefined();
  });
});
