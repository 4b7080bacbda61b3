import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auc } from '../../../shared/statistics/auc.ts';
import { brierLosses } from '../../../shared/statistics/brier.ts';
import { calibration } from '../../../shared/statistics/calibration-error.ts';
import {
  accuracy,
  confusion,
  f1,
  jackknifeError,
  macroF1,
  macroF1Error,
  mcc,
  precision,
  recall,
} from '../../../shared/statistics/confusion.ts';
import { logLosses, multiclassLogLosses } from '../../../shared/statistics/log-loss.ts';
import { mean } from '../../../shared/statistics/mean.ts';
import { ranked } from '../../../shared/statistics/ranked.ts';
import { regressionError } from '../../../shared/statistics/regression-error.ts';
import { newcombe, wilson } from '../../../shared/statistics/wilson.ts';
import { expectClose, oracle } from '../../support/oracle.ts';

describe('binary quality against scikit-learn', () => {
  it.each(Object.entries(oracle.binary))('%s', (_, { y, p, ...expected }) => {
    const table = confusion(
      y,
      p.map((v) => Number(v >= 0.5)),
      2,
    );
    const area = auc(ranked(y, p));
    const { error, worst, bins } = calibration(ranked(y, p));

    if (expected.auc === null) expect(area).toBeUndefined();
    else expectClose(area?.auc, expected.auc);
    if (expected.auc_delong_variance === undefined) expect(area?.variance).toBeUndefined();
    else expectClose(area?.variance, expected.auc_delong_variance);
    expectClose(mean(logLosses(y, p)).mean, expected.log_loss);
    expectClose(mean(brierLosses(y, p)).mean, expected.brier);
    expect(table.flat()).toEqual(expected.confusion_tn_fp_fn_tp);
    expectClose(accuracy(table), expected.accuracy);
    expectClose(precision(table), expected.precision);
    expectClose(recall(table), expected.recall);
    expectClose(f1(table), expected.f1);
    expectClose(mcc(table), expected.mcc);
    expectClose(error, expected.ece_10_mass);
    expectClose(worst, expected.mce_10_mass);
    expect(bins.map((bin) => bin.rows)).toEqual(expected.bins_10_mass_index_n_meanp_meany.map(([, n]) => n));
  });
});

describe('calibration', () => {
  /** By the rows themselves, sorted. */
  const slowly = (labels: readonly number[], probabilities: readonly number[], bins: number) => {
    const rows = probabilities.map((p, i) => ({ p, y: labels[i] as number, i })).sort((a, b) => a.p - b.p || a.i - b.i);
    const sizes = Array.from(
      { length: bins },
      (_, b) => Math.floor(rows.length / bins) + (b < rows.length % bins ? 1 : 0),
    );
    return sizes
      .map((size, b) => rows.slice(sum(sizes.slice(0, b)), sum(sizes.slice(0, b)) + size))
      .filter((bin) => bin.length > 0)
      .map((bin) => [bin.length, sum(bin.map(({ y }) => y))]);
  };
  const sum = (values: readonly number[]) => values.reduce((total, x) => total + x, 0);

  it('cuts rows into bins of equal mass, equal probabilities in the order they came', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 6 })), {
      minLength: 1,
      maxLength: 60,
    });

    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 12 }), (pairs, bins) => {
        const [y, p] = [pairs.map(([label]) => label), pairs.map(([, q]) => q / 6)];
        const found = calibration(ranked(y, p), bins).bins.map(({ rows: size, observed }) => [
          size,
          Math.round(observed * size),
        ]);

        expect(found).toEqual(slowly(y, p, bins));
      }),
    );
  });
});

describe('multiclass and regression quality against scikit-learn', () => {
  it('agrees on three classes', () => {
    const { y, P, predicted, ...expected } = oracle.multiclass_24;
    const table = confusion(y, predicted, 3);

    expect(table).toEqual(expected.confusion);
    expectClose(accuracy(table), expected.accuracy);
    expectClose(macroF1(table), expected.f1_macro);
    expectClose(mean(multiclassLogLosses(y, P)).mean, expected.log_loss);
  });

  it.each(Object.entries(oracle.classes))('several classes, some of them rare: %s', (_, { y, P, ...expected }) => {
    const table = confusion(
      y,
      P.map((row) => row.indexOf(Math.max(...row))),
      expected.confusion.length,
    );

    expect(table).toEqual(expected.confusion);
    expectClose(accuracy(table), expected.accuracy);
    expectClose(macroF1(table), expected.f1_macro);
    expectClose(mean(multiclassLogLosses(y, P)).mean, expected.log_loss);
  });

  it.each(Object.entries(oracle.regression))('regression: %s', (_, { y, p, ...expected }) => {
    const error = regressionError(y, p);

    expectClose(error.mae.value, expected.mae);
    expectClose(error.rmse.value, expected.rmse);
    expectClose(error.r2.value, expected.r2);
    expectClose(error.bias.value, expected.bias_mean_p_minus_y);
  });
});

describe('intervals', () => {
  it.each(oracle.wilson_95)('Wilson for %d of %d', (k, n, low, high) => {
    expectClose(wilson(k, n).low, low);
    expectClose(wilson(k, n).high, high);
  });

  it("Newcombe's worked example: 56 of 70 against 48 of 80", () => {
    expect(newcombe(56, 70, 48, 80).low).toBeCloseTo(0.0524, 4);
    expect(newcombe(56, 70, 48, 80).high).toBeCloseTo(0.3339, 4);
  });

  it('know nothing without rows', () => {
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
    expect(newcombe(0, 0, 1, 3)).toEqual({ low: -1, high: 1 });
    expect(mean([4]).interval).toBeUndefined();
  });

  it('the jackknife of accuracy is the binomial standard error with n - 1', () => {
    fc.assert(
      fc.property(fc.tuple(fc.nat(60), fc.nat(60), fc.nat(60), fc.nat(60)), ([a, b, c, d]) => {
        const [n, table] = [
          a + b + c + d,
          [
            [a, b],
            [c, d],
          ],
        ];
        fc.pre(n > 1);
        const share = (a + d) / n;
        expect(jackknifeError(table, accuracy)).toBeCloseTo(Math.sqrt((share * (1 - share)) / (n - 1)), 10);
      }),
    );
  });

  it('the jackknife of the macro F1 is that of leaving out each row, whatever the table', () => {
    const tables = fc
      .integer({ min: 2, max: 5 })
      .chain((k) => fc.array(fc.array(fc.nat(6), { minLength: k, maxLength: k }), { minLength: k, maxLength: k }));

    fc.assert(
      fc.property(tables, (table) => {
        expect(macroF1Error(table)).toBeCloseTo(
          jackknifeError(table, (one) => macroF1(one)),
          10,
        );
      }),
    );
  });

  it('of R2 follows the jackknife done by hand', () => {
    const [y, p] = [
      [1, 2, 3, 5, 8],
      [1.5, 1.8, 3.1, 4.2, 8.8],
    ];
    const without = y.map(
      (_, i) =>
        regressionError(
          y.filter((_, j) => j !== i),
          p.filter((_, j) => j !== i),
        ).r2.value,
    );
    const spread = without.reduce((sum, v) => sum + (v - mean(without).mean) ** 2, 0);
    const { value, interval } = regressionError(y, p).r2;

    expectClose((interval?.high ?? 0) - value, 1.959963984540054 * Math.sqrt((4 / 5) * spread));
  });
});

describe('area under the ROC curve', () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 9 })), {
    minLength: 2,
    maxLength: 60,
  });

  it('is the share of pairs in the right order, ties half', () => {
    fc.assert(
      fc.property(rows, (pairs) => {
        const [y, s] = [pairs.map(([label]) => label), pairs.map(([, score]) => score)];
        const wins = pairs.flatMap(([a, x]) =>
          a === 1 ? pairs.flatMap(([b, z]) => (b === 0 ? [x > z ? 1 : x === z ? 0.5 : 0] : [])) : [],
        );
        const area = auc(ranked(y, s))?.auc;
        if (wins.length === 0) expect(area).toBeUndefined();
        else expect(area).toBeCloseTo(wins.reduce((a: number, b) => a + b, 0) / wins.length, 10);
      }),
    );
  });

  it('turns over when the scores do', () => {
    fc.assert(
      fc.property(rows, (pairs) => {
        const [y, s] = [pairs.map(([label]) => label), pairs.map(([, score]) => score)];
        const area = auc(ranked(y, s))?.auc;
        fc.pre(area !== undefined);
        expect(
          auc(
            ranked(
              y,
              s.map((v) => -v),
            ),
          )?.auc,
        ).toBeCloseTo(1 - (area as number), 10);
      }),
    );
  });
});
