import { describe, expect, it } from 'vitest';
import { judge } from '../../../shared/monitoring/drift.ts';
import { withHistory } from '../../../shared/monitoring/history.ts';
import { DriftReport } from '../../../shared/monitoring/schema.ts';
import { countsOf, loanProfile, loans } from '../../support/monitoring.ts';

const profile = loanProfile();
const hour = (n: number) => new Date(Date.UTC(2026, 2, 2, n)).toISOString();
const spanOf = (n: number) => ({ from: hour(n), to: hour(n + 1) });
const plain = (n: number, factor: number, rows = 1000) =>
  judge(
    profile,
    countsOf(
      profile,
      loans(50, rows, ({ inputs = [], output }) => ({ inputs: [Number(inputs[0]) * factor, inputs[1]], output })),
    ),
    spanOf(n),
  );

/** Reports of windows in a row, as checks make them: each knows the one before as JSON, and the windows by the registry. */
const inARow = (factors: readonly number[], rows?: number): readonly DriftReport[] => {
  const reports: DriftReport[] = [];
  for (const [n, factor] of factors.entries()) {
    const windows = reports.map(({ window, verdict }) => ({ at: window.to, from: window.from, verdict }));
    const before = reports.at(-1);
    reports.push(withHistory(plain(n, factor, rows), windows, before && JSON.stringify(before)));
  }
  return reports;
};
const pastOf = (report: DriftReport | undefined, name: string) =>
  report?.features.find(({ feature }) => feature === name)?.past;

describe('the history of a report', () => {
  it('says of each column how far it was in each window before, handed on from report to report', () => {
    const last = inARow([1, 1.5, 1, 1.5]).at(-1);

    expect(last?.history).toEqual(
      [0, 1, 2].map((n) => ({ at: hour(n + 1), from: hour(n), verdict: n === 1 ? 'drifted' : 'stable' })),
    );
    expect(pastOf(last, 'amount')).toEqual([
      [expect.any(Number), 'stable'],
      [expect.any(Number), 'drifted'],
      [expect.any(Number), 'stable'],
    ]);
    expect(pastOf(last, 'purpose')?.every((one) => one?.[1] === 'stable')).toBe(true);
    const alone = plain(1, 1.5).features.find(({ feature }) => feature === 'amount');
    expect(pastOf(last, 'amount')?.[1]?.[0]).toBe(Number(alone?.effect.toPrecision(3)));
    expect(DriftReport.parse(JSON.parse(JSON.stringify(last)))).toEqual(last);
  });

  it('goes back two dozen windows, and no further', () => {
    const last = inARow(
      Array.from({ length: 30 }, () => 1),
      120,
    ).at(-1);

    expect(last?.history).toHaveLength(24);
    expect(pastOf(last, 'amount')).toHaveLength(24);
    expect(pastOf(last, 'amount')).not.toContain(null);
  });

  it('leaves out the columns of windows with too little traffic', () => {
    const few = plain(0, 1.5, 20);
    const windows = [{ at: hour(1), verdict: few.verdict }];

    expect(pastOf(withHistory(plain(1, 1.5), windows, JSON.stringify(few)), 'amount')).toBeUndefined();
  });

  it('is that of the windows alone where the report before is gone, of another form or not readable', () => {
    const windows = [{ at: hour(1), verdict: 'drifted' as const }];
    for (const before of [undefined, '', '{"format":"another"}', '<html>', 'null'])
      expect(withHistory(plain(1, 1), windows, before)).toEqual({ ...plain(1, 1), history: windows });
  });

  it('takes no prediction for an input of the same name', () => {
    const before = plain(0, 1.5);
    const features = before.features.map((one) => ({ ...one, feature: one.role === 'input' ? 'score' : one.feature }));
    const windows = [{ at: hour(1), verdict: 'drifted' as const }];
    const report = withHistory(plain(1, 1.5), windows, JSON.stringify({ ...before, features: features.slice(1) }));

    expect(report.features.find(({ role }) => role === 'prediction')).toMatchObject({ feature: 'score' });
    expect(pastOf(report, 'score')).toBeUndefined();
  });

  it('is nothing in the first window of all', () => {
    expect(withHistory(plain(0, 1), [])).toEqual(plain(0, 1));
  });
});
