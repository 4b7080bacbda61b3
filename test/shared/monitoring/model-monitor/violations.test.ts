import { describe, expect, it } from 'vitest';
import type { Row } from '../../../../shared/monitoring/cells.ts';
import { judge } from '../../../../shared/monitoring/drift.ts';
import {
  ConstraintViolations,
  columnViolations,
  constraintViolations,
} from '../../../../shared/monitoring/model-monitor/violations.ts';
import { countsOf, lastHour, loanProfile, loans } from '../../../support/monitoring.ts';

const profile = loanProfile();
const violations = (change?: (row: Row, i: number) => Row) => {
  const report = judge(profile, countsOf(profile, loans(50, 1000, change)), lastHour);
  return ConstraintViolations.parse({ violations: constraintViolations(report) }).violations;
};

describe('constraint_violations.json', () => {
  it('is empty while nothing drifts', () => expect(violations()).toEqual([]));

  it('names the check that each change fails', () => {
    const found = violations(({ inputs = [], output }, i) => ({
      inputs: [i % 12 === 0 ? null : Number(inputs[0]) * 1.5, i % 20 === 0 ? 'boat' : inputs[1]],
      output,
    }));

    expect(found.map(({ feature_name, constraint_check_type }) => [feature_name, constraint_check_type])).toEqual(
      expect.arrayContaining([
        ['amount', 'baseline_drift_check'],
        ['amount', 'completeness_check'],
        ['purpose', 'categorical_values_check'],
      ]),
    );
  });

  it('says how far, against which threshold', () => {
    const [first] = violations((row) => ({ ...row, output: Number(row.output) / 2 }));

    expect(first).toMatchObject({ feature_name: 'score', constraint_check_type: 'baseline_drift_check' });
    expect(first?.description).toMatch(/^Baseline drift distance: \d\S* \(\S+\) exceeds threshold: 0\.1/);
  });

  it('names columns that are gone and columns that are new', () => {
    expect(columnViolations(profile, ['purpose'], ['shoe_size', 'hat_size'])).toEqual([
      {
        feature_name: 'purpose',
        constraint_check_type: 'missing_column_check',
        description:
          'There are missing columns in current dataset. Number of columns in current dataset: 3, Number of columns in baseline constraints: 2',
      },
      expect.objectContaining({ feature_name: 'shoe_size, hat_size', constraint_check_type: 'extra_column_check' }),
    ]);
    expect(columnViolations(profile, [], [])).toEqual([]);
  });
});
