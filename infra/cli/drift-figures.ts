import type { DriftReport, FeatureVerdict, Measure, MeasureName } from '../../shared/monitoring/schema.ts';

type Test = 'kolmogorov-smirnov' | 'chi-square' | 'two-proportions';

/** One measure of one feature, for machines. */
export interface MeasureFigures {
  readonly measure: MeasureName | 'wasserstein-in-units' | 'jensen-shannon' | 'chi-square';
  /** Absent where there was too little to measure. */
  readonly statistic?: number;
  /** Where the statistic comes from bins: the true one lies between it and this. */
  readonly atMost?: number;
  /** The test that says whether the change may be chance, its p-value, and that corrected for all tests of the run. */
  readonly test?: Test;
  readonly pValue?: number;
  readonly qValue?: number;
  /** The statistic as a multiple of its threshold. */
  readonly effect?: number;
  readonly threshold?: number;
  /** `told`: said, not judged. `too-few`: not enough rows, or, of the Wasserstein distance, a column that was constant. */
  readonly status: 'over' | 'within' | 'told' | 'too-few';
}

/** The report as figures: the verdict of the whole, and every measure of every feature, the same ones for each of a kind. */
export const driftFigures = ({
  verdict,
  sentence,
  calm,
  model,
  version,
  rows,
  malformed,
  features,
  limits,
}: DriftReport) => ({
  verdict,
  sentence,
  calm,
  baseline: { model, version },
  rows,
  malformed,
  features: features.map((feature) => ({
    feature: feature.feature,
    kind: feature.kind,
    role: feature.role,
    status: feature.status,
    effect: feature.effect,
    sentence: feature.sentence,
    values: feature.rows,
    shares: feature.shares,
    measures: measuresOf(feature, limits),
  })),
  limits,
});

const measuresOf = (feature: FeatureVerdict, limits: DriftReport['limits']): MeasureFigures[] => {
  const { kind, measures, described } = feature;
  const judged = (name: MeasureName, test: Test, threshold: number): MeasureFigures => {
    const measure = measures.find((one) => one.name === name);
    return measure ? figuresOf(measure, test) : { measure: name, test, threshold, status: 'too-few' };
  };
  const told = (measure: MeasureFigures['measure'], statistic?: number): MeasureFigures => ({
    measure,
    ...(statistic !== undefined && { statistic }),
    status: statistic === undefined ? 'too-few' : 'told',
  });
  const changes = [
    share(feature, 'missing-change', 'missing', limits.missingChange, limits.rows),
    share(feature, 'invalid-change', 'invalid', limits.invalidChange, limits.rows),
  ];
  if (kind === 'numeric')
    return [
      judged('psi', 'kolmogorov-smirnov', limits.psi),
      judged('ks', 'kolmogorov-smirnov', limits.ks),
      judged('wasserstein', 'kolmogorov-smirnov', limits.wasserstein),
      told('wasserstein-in-units', described?.wasserstein),
      told('jensen-shannon', described?.jensenShannon),
      ...changes,
    ];
  const { statistic, pValue } = described?.chiSquare ?? {};
  const qValue = measures.find(({ name }) => name === 'total-variation')?.qValue;
  return [
    judged('psi', 'chi-square', limits.psi),
    judged('total-variation', 'chi-square', limits.totalVariation),
    judged('new-categories', 'chi-square', limits.newCategories),
    told('jensen-shannon', described?.jensenShannon),
    { ...told('chi-square', statistic), test: 'chi-square', ...(pValue !== undefined && { pValue, qValue }) },
    ...changes,
  ];
};

// Where neither side misses a value or breaks the shape, nothing is tested, and nothing changed: that is no gap in the table.
const share = (
  { measures, shares, rows }: FeatureVerdict,
  name: 'missing-change' | 'invalid-change',
  part: 'missing' | 'invalid',
  threshold: number,
  least: number,
): MeasureFigures => {
  const measure = measures.find((one) => one.name === name);
  if (measure) return figuresOf(measure, 'two-proportions');
  const none = shares?.[part].baseline === 0 && shares[part].window === 0;
  const base = { measure: name, test: 'two-proportions', threshold } as const;
  return none && Math.min(rows.baseline, rows.window) >= least
    ? { ...base, statistic: 0, pValue: 1, qValue: 1, effect: 0, status: 'within' }
    : { ...base, status: 'too-few' };
};

const figuresOf = (
  { name, statistic, atMost, threshold, exceeded, pValue, qValue }: Measure,
  test: Test,
): MeasureFigures => ({
  measure: name,
  statistic,
  ...(atMost !== undefined && { atMost }),
  test,
  pValue,
  qValue,
  effect: statistic / threshold,
  threshold,
  status: exceeded ? 'over' : 'within',
});
