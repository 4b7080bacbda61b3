import * as z from 'zod';
import { figure, percent } from '../../kernel/figures.ts';
import { whenUsed } from '../../kernel/when-used.ts';
import type { BaselineProfile, DriftReport, FeatureVerdict, Measure, MeasureName } from '../schema.ts';

/** `constraint_violations.json` as SageMaker Model Monitor writes it, for tools that read that file. */
export const ConstraintViolations = whenUsed(() =>
  z.object({
    violations: z.array(
      z.object({
        feature_name: z.string(),
        constraint_check_type: z.enum([
          'data_type_check',
          'completeness_check',
          'baseline_drift_check',
          'missing_column_check',
          'extra_column_check',
          'categorical_values_check',
        ]),
        description: z.string(),
      }),
    ),
  }),
);
export type ConstraintViolations = z.infer<typeof ConstraintViolations>;
type Violation = ConstraintViolations['violations'][number];

/** One violation for each kind of check that a drifted feature fails, its largest measure named. */
export const constraintViolations = ({ features }: DriftReport): Violation[] =>
  features.filter(({ status }) => status === 'drifted').flatMap(violationsOf);

/** What Model Monitor says of columns that are not there, or that the baseline does not know: once for all of a kind. */
export const columnViolations = (
  { features }: Pick<BaselineProfile, 'features'>,
  missing: readonly string[],
  extra: readonly string[],
): Violation[] => {
  const current = features.length - missing.length + extra.length;
  const violation = (names: readonly string[], check: 'missing_column_check' | 'extra_column_check', what: string) =>
    names.length === 0
      ? []
      : [
          {
            feature_name: names.join(', '),
            constraint_check_type: check,
            description: `There are ${what} columns in current dataset. Number of columns in current dataset: ${current}, Number of columns in baseline constraints: ${features.length}`,
          },
        ];
  return [...violation(missing, 'missing_column_check', 'missing'), ...violation(extra, 'extra_column_check', 'extra')];
};

const violationsOf = ({ feature, kind, measures }: FeatureVerdict): Violation[] => {
  const largest = new Map<Violation['constraint_check_type'], Measure>();
  for (const measure of measures.filter(({ exceeded }) => exceeded)) {
    const check = checkOf(measure.name, kind);
    const known = largest.get(check);
    if (!known || effectOf(measure) > effectOf(known)) largest.set(check, measure);
  }
  return [...largest].map(([check, measure]) => ({
    feature_name: feature,
    constraint_check_type: check,
    description: descriptionOf(check, measure),
  }));
};

const checkOf = (name: MeasureName, kind: FeatureVerdict['kind']): Violation['constraint_check_type'] => {
  if (name === 'missing-change') return 'completeness_check';
  if (name === 'new-categories') return 'categorical_values_check';
  if (name === 'invalid-change') return kind === 'numeric' ? 'data_type_check' : 'categorical_values_check';
  return 'baseline_drift_check';
};

const descriptionOf = (check: Violation['constraint_check_type'], { name, statistic, threshold }: Measure): string =>
  check === 'baseline_drift_check'
    ? `Baseline drift distance: ${figure(statistic)} (${name}) exceeds threshold: ${figure(threshold)}`
    : `Share of rows changed by ${percent(statistic)} (${name}), which exceeds threshold: ${percent(threshold)}`;

const effectOf = ({ statistic, threshold }: Measure): number => statistic / threshold;
