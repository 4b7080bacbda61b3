import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

interface Sample {
  readonly a: number[];
  readonly b: number[];
  readonly ks_exact: { statistic: number; pvalue: number };
  readonly ks_limit_pvalue: number;
  readonly ks_asymp: { statistic: number; pvalue: number };
  readonly wasserstein: number;
  /** Null where the reference is constant. */
  readonly wasserstein_over_ref_std_ddof0: number | null;
  readonly a_mean: number;
  readonly a_std_ddof0: number;
  readonly 'a_quantiles_linear_0_to_1_by_0.1': number[];
}

interface Counts {
  readonly ref: number[];
  readonly cur: number[];
  readonly chi2: number;
  readonly chi2_pvalue: number;
  readonly dof: number;
  readonly 'psi_floor_1e-4': number;
  readonly 'psi_floor_1e-6': number;
  readonly jensenshannon_base2: number;
  readonly total_variation: number;
  readonly ks_on_ordered_bins: number;
  readonly 'psi_null_threshold_alpha_0.01': number;
  readonly two_proportion_z_pooled?: { z: number; pvalue: number };
}

interface Binary {
  readonly y: number[];
  readonly p: number[];
  readonly auc: number | null;
  readonly auc_delong_variance?: number;
  readonly log_loss: number;
  readonly brier: number;
  readonly accuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly mcc: number;
  readonly confusion_tn_fp_fn_tp: number[];
  readonly ece_10_mass: number;
  readonly mce_10_mass: number;
  readonly bins_10_mass_index_n_meanp_meany: [number, number, number, number][];
}

export interface Oracle {
  readonly two_sample: Record<string, Sample>;
  readonly psi_from_samples: Record<
    string,
    {
      interior_edges: number[];
      ref_counts: number[];
      cur_counts: number[];
      'psi_floor_1e-4': number;
      jensenshannon_base2: number;
    }
  >;
  readonly counts: Record<string, Counts>;
  readonly chi2_sf: [x: number, dof: number, value: number][];
  readonly chi2_ppf: [p: number, dof: number, value: number][];
  readonly kolmogorov_sf: [x: number, value: number][];
  readonly norm_sf: [z: number, value: number][];
  readonly norm_ppf: [p: number, value: number][];
  readonly multiple_testing: { p: number[]; fdr_bh: { adjusted: number[]; 'reject_0.05': boolean[] } }[];
  readonly wilson_95: [k: number, n: number, low: number, high: number][];
  readonly binary: Record<string, Binary>;
  readonly multiclass_24: {
    y: number[];
    P: number[][];
    predicted: number[];
    accuracy: number;
    f1_macro: number;
    log_loss: number;
    confusion: number[][];
  };
  readonly classes: Record<
    string,
    { y: number[]; P: number[][]; accuracy: number; f1_macro: number; log_loss: number; confusion: number[][] }
  >;
  /** Shares of two groups as [part, whole], what lies between them, and the intervals of Newcombe and of Katz. */
  readonly groups: {
    low: [number, number];
    high: [number, number];
    difference: number;
    newcombe: [number, number];
    ratio: number;
    katz: [number, number];
  }[];
  readonly missing: {
    ref: (number | null)[];
    cur: (number | null)[];
    ref_rate: number;
    cur_rate: number;
    ks_asymp_on_present: number;
    wasserstein_on_present: number;
    two_proportion_z_pooled: { z: number; pvalue: number };
  };
  readonly wasserstein_weighted: {
    values_a: number[];
    weights_a: number[];
    values_b: number[];
    weights_b: number[];
    distance: number;
  };
  readonly parse_double: [text: string, value: number, bits: string][];
  readonly regression: Record<
    string,
    { y: number[]; p: number[]; mae: number; rmse: number; r2: number; bias_mean_p_minus_y: number }
  >;
}

/** Values of scipy, scikit-learn and statsmodels, with their inputs. */
export const oracle = JSON.parse(readFileSync(new URL('./oracle.json', import.meta.url), 'utf8')) as Oracle;

/** Equal to nine significant digits; values that are zero up to rounding, to 1e-12. */
export const expectClose = (actual: number | undefined, expected: number): void => {
  const difference = Math.abs((actual ?? Number.NaN) - expected);
  expect(difference, `${actual} against ${expected}`).toBeLessThanOrEqual(
    Math.max(1e-9 * Math.abs(expected), floor(expected)),
  );
};

// p-values are compared relatively down to 1e-300; only an exact zero needs room for rounding.
const floor = (expected: number): number => (Math.abs(expected) < 1e-12 && expected !== 0 ? 0 : 1e-14);
