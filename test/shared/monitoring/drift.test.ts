import { describe, expect, it } from 'vitest';
import type { Row } from '../../../shared/monitoring/cells.ts';
import { judge } from '../../../shared/monitoring/drift.ts';
import { profileOf } from '../../../shared/monitoring/profile.ts';
import { DriftReport, type FeatureShape, NO_VERSION } from '../../../shared/monitoring/schema.ts';
import { countsOf, lastHour, loanProfile, loans, normals } from '../../support/monitoring.ts';

const profile = loanProfile();
const report = (rows: readonly Row[], limits = {}) =>
  DriftReport.parse(judge(profile, countsOf(profile, rows), lastHour, limits));
const inputs = (change: (cells: readonly unknown[], i: number) => readonly unknown[]) => (row: Row, i: number) =>
  ({ ...row, inputs: change(row.inputs ?? [], i) }) as Row;

describe('the drift verdict', () => {
  it('is stable on other rows of the same kind', () => {
    const { verdict, sentence, calm } = report(loans(50, 1000));

    expect({ verdict, calm }).toEqual({ verdict: 'stable', calm: true });
    expect(sentence).toBe('Traffic looks like the records version 1.4.0 was released on.');
  });

  it('finds amounts that rose, and says so in words', () => {
    const { verdict, features, sentence } = report(
      loans(
        50,
        1000,
        inputs(([amount, ...rest]) => [Number(amount) * 1.5, ...rest]),
      ),
    );
    const [prediction, first] = features;

    expect(verdict).toBe('drifted');
    expect(prediction).toMatchObject({ role: 'prediction', status: 'stable' });
    expect(first).toMatchObject({
      feature: 'amount',
      status: 'drifted',
      sentence: expect.stringMatching(/^Higher on average: 1\d,\d{3}, was \d,\d{3}\.$/),
    });
    expect(sentence).toBe(
      'Traffic is no longer what version 1.4.0 was released on. 1 of 2 inputs changed: amount. The predictions have not drifted.',
    );
  });

  it('names no version of a baseline that has none', () => {
    const nameless = { ...profile, version: NO_VERSION };
    const said = (rows: readonly Row[]) => judge(nameless, countsOf(nameless, rows), lastHour, {}).sentence;

    expect(said(loans(50, 1000))).toBe('Traffic looks like the baseline.');
    expect(said(loans(50, 1000, (row) => ({ ...row, output: Number(row.output) / 2 })))).toMatch(
      /^The predictions have drifted/,
    );
  });

  it('puts the prediction first', () => {
    const { features, sentence } = report(loans(50, 1000, (row) => ({ ...row, output: Number(row.output) / 2 })));

    expect(features[0]).toMatchObject({ role: 'prediction', feature: 'score', status: 'drifted' });
    expect(sentence).toBe('The predictions of version 1.4.0 have drifted, though no input has.');
  });

  it('carries the evidence: every measure with its limit and corrected chance', () => {
    const { features } = report(loans(50, 1000));
    const amount = features.find(({ feature }) => feature === 'amount');

    expect(amount?.measures.map(({ name }) => name)).toEqual(['psi', 'ks', 'wasserstein']);
    for (const { statistic, threshold, exceeded, qValue, pValue } of amount?.measures ?? []) {
      expect(exceeded).toBe(statistic >= threshold);
      expect(qValue).toBeGreaterThanOrEqual(pValue as number);
    }
  });

  it('finds categories never seen at release', () => {
    const { features } = report(
      loans(
        50,
        1000,
        inputs(([amount, purpose], i) => [amount, i % 20 === 0 ? 'boat' : purpose]),
      ),
    );
    const purpose = features.find(({ feature }) => feature === 'purpose');

    expect(purpose?.status).toBe('drifted');
    expect(purpose?.sentence).toMatch(/^5\.0 % have values never seen at release: “boat”\./);
  });

  it('is not disturbed by one unheard-of value', () => {
    const { verdict } = report(
      loans(
        50,
        200,
        inputs(([amount, purpose], i) => [amount, i === 0 ? 'typo' : purpose]),
      ),
    );

    expect(verdict).toBe('stable');
  });

  it('finds values that go missing, which no distance sees', () => {
    const { features } = report(
      loans(
        50,
        1000,
        inputs(([amount, ...rest], i) => [i % 12 === 0 ? null : amount, ...rest]),
      ),
    );
    const amount = features.find(({ feature }) => feature === 'amount');

    expect(amount?.status).toBe('drifted');
    expect(amount?.measures.filter(({ exceeded }) => exceeded).map(({ name }) => name)).toEqual(['missing-change']);
    expect(amount?.sentence).toMatch(/^Missing in 8\.4 % of rows, was 0 %\./);
  });

  it('finds values that break the declared shape', () => {
    const { features } = report(
      loans(
        50,
        1000,
        inputs(([amount, ...rest], i) => [i % 25 === 0 ? 'n.a.' : amount, ...rest]),
      ),
    );

    expect(features.find(({ feature }) => feature === 'amount')?.sentence).toMatch(
      /^4\.0 % of the values break the declared range/,
    );
  });

  it('only watches a change that is certain but small', () => {
    const large = loanProfile(20_000);
    const rows = loans(
      50,
      20_000,
      inputs(([amount, ...rest]) => [Number(amount) * 1.03, ...rest]),
    );
    const { verdict, sentence, calm } = judge(large, countsOf(large, rows), lastHour);

    expect(verdict).toBe('watch');
    expect(calm).toBe(false);
    expect(sentence).toBe('No drift that matters. Small but certain changes: amount.');
  });

  it('says when there is too little to judge', () => {
    const { verdict, features, sentence } = report(
      loans(
        50,
        99,
        inputs(() => [1e9, 'boat']),
      ),
    );

    expect(verdict).toBe('not-enough-evidence');
    expect(features.every(({ status }) => status === 'not-enough-evidence')).toBe(true);
    expect(sentence).toBe('Too little traffic to judge: 99 rows arrived, at least 100 are needed.');
    expect(report([]).verdict).toBe('not-enough-evidence');
  });

  it('says when it is the release that is too small, and when the columns came empty', () => {
    const small = loanProfile(60);
    const empty = loans(50, 500, (row) => ({ ...row, inputs: [null, undefined], output: undefined }));
    const loose = { missingChange: 5 };

    expect(judge(small, countsOf(small, loans(50, 500)), lastHour).sentence).toBe(
      'Nothing to judge by: the release has 60 rows to compare with, at least 100 are needed.',
    );
    expect(judge(profile, countsOf(profile, empty), lastHour).verdict).toBe('drifted');
    expect(report(empty, loose).features.map(({ status }) => status)).not.toContain('stable');
  });

  it('says that windows were pooled and were still too small', () => {
    expect(judge(profile, countsOf(profile, loans(50, 60)), lastHour, {}, { windows: 3 }).sentence).toBe(
      'Too little traffic to judge, even in 3 windows together: 60 rows arrived, at least 100 are needed.',
    );
  });

  it('takes the limits of a policy, and refuses one it does not know', () => {
    const rows = loans(
      50,
      1000,
      inputs(([amount, ...rest]) => [Number(amount) * 1.5, ...rest]),
    );

    expect(report(rows, { psi: 5, ks: 5, wasserstein: 5 }).verdict).toBe('watch');
    expect(() => report(rows, { pis: 0.2 })).toThrow();
  });

  it('never compares PSI with less than its noise', () => {
    const thresholds = [180, 5000].map(
      (n) =>
        report(loans(50, n)).features.find(({ feature }) => feature === 'amount')?.measures[0]?.threshold as number,
    );

    expect(thresholds[0]).toBeGreaterThan(0.1);
    expect(thresholds[1]).toBe(0.1);
  });

  it('gives the same report for the same counts', () => {
    expect(report(loans(50, 500))).toEqual(report(loans(50, 500)));
  });

  it('sees a constant column move', () => {
    const flag: FeatureShape = { name: 'flag', type: 'number' };
    const constant = profileOf({
      model: 'm',
      version: '1.0.0',
      inputs: [flag],
      rows: normals(1, 500).map(() => ({ inputs: [4] })),
    });
    const judged = (value: number) =>
      judge(
        constant,
        countsOf(
          constant,
          normals(1, 300).map(() => ({ inputs: [value] })),
        ),
        lastHour,
      ).verdict;

    expect([judged(3.999), judged(4), judged(4.001)]).toEqual(['drifted', 'stable', 'drifted']);
  });
});

describe('records that cannot be read', () => {
  const samples = [{ reason: 'the line is not a JSON object', eventId: 'e-1' }];
  const judged = (rows: number, count: number, records?: number) =>
    judge(profile, { ...countsOf(profile, loans(50, rows)), records, malformed: { count, samples } }, lastHour);

  it('are their own verdict when they are too many, whatever the others show', () => {
    const { verdict, calm, sentence, malformed } = judged(1000, 120);

    expect({ verdict, calm }).toEqual({ verdict: 'unreadable', calm: false });
    expect(sentence).toBe(
      '11 % of the records could not be read, 5.0 % are allowed: the others are no fair sample of the traffic.',
    );
    expect(malformed.samples).toEqual(samples);
  });

  it('are borne with while they are few, or while it may be chance', () => {
    expect(judged(1000, 40).verdict).toBe('stable');
    expect(judged(10, 1).verdict).toBe('not-enough-evidence');
    expect(judged(1000, 60).verdict).toBe('stable');
  });

  it('say so even when no other came', () => {
    expect(judged(0, 50).verdict).toBe('unreadable');
    expect(judged(0, 0).verdict).toBe('not-enough-evidence');
  });

  it('are counted against records, not against the rows they hold', () => {
    expect(judged(2000, 20, 100).verdict).toBe('unreadable');
    expect(judged(2000, 20).verdict).toBe('stable');
  });
});
