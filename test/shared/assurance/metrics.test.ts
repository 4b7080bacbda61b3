import { describe, expect, it } from 'vitest';
import { measure } from '../../../shared/assurance/metrics.ts';
import { scored } from '../../support/evidence.ts';
import { expectClose, oracle } from '../../support/oracle.ts';

const named = (metrics: ReturnType<typeof measure>) =>
  Object.fromEntries(metrics.map(({ name, value }) => [name, value]));

describe('measuring a model', () => {
  it('measures a two-class model as scikit-learn does', () => {
    const { y, p, ...expected } = oracle.binary.calibrated_60 as (typeof oracle.binary)[string];
    const metrics = named(measure({ task: 'binary-classification', labels: y, scores: p }));

    expect(Object.keys(metrics)).toEqual([
      'auc',
      'logLoss',
      'brier',
      'calibrationError',
      'accuracy',
      'precision',
      'recall',
      'f1',
      'mcc',
    ]);
    expectClose(metrics.auc, expected.auc as number);
    expectClose(metrics.logLoss, expected.log_loss);
    expectClose(metrics.calibrationError, expected.ece_10_mass);
    expectClose(metrics.mcc, expected.mcc);
  });

  it('measures several classes and regressions', () => {
    const { y, P, ...classes } = oracle.multiclass_24;
    const multi = named(
      measure({ task: 'multiclass-classification', classes: ['a', 'b', 'c'], labels: y, probabilities: P }),
    );
    const { y: truth, p, ...expected } = oracle.regression.thirty as (typeof oracle.regression)[string];
    const regression = named(measure({ task: 'regression', labels: truth, scores: p }));

    expectClose(multi.macroF1, classes.f1_macro);
    expect(Object.keys(multi)).toEqual(['accuracy', 'macroF1', 'logLoss']);
    expectClose(regression.rmse, expected.rmse);
    expect(Object.keys(regression)).toEqual(['mae', 'rmse', 'r2', 'bias']);
  });

  it('gives intervals that hold the value of a much larger sample', () => {
    const truth = named(measure({ task: 'binary-classification', ...scored(77, 100_000, 1.3) }));
    const held = new Map<string, number>();
    for (let seed = 0; seed < 40; seed++) {
      for (const { name, interval } of measure({
        task: 'binary-classification',
        ...scored(1000 + 7 * seed, 500, 1.3),
      })) {
        const value = truth[name] as number;
        if (interval) held.set(name, (held.get(name) ?? 0) + Number(interval.low <= value && value <= interval.high));
      }
    }

    expect([...held.keys()]).toEqual(['auc', 'logLoss', 'brier', 'accuracy', 'precision', 'recall', 'f1', 'mcc']);
    for (const [name, times] of held) expect(times, name).toBeGreaterThanOrEqual(34);
  });

  it('has no AUC with one class, and nothing to say about nothing', () => {
    const one = measure({ task: 'binary-classification', labels: [0, 0], scores: [0.1, 0.4] });

    expect(one.map(({ name }) => name)).not.toContain('auc');
    expect(measure({ task: 'regression', labels: [], scores: [] })).toEqual([]);
  });
});
