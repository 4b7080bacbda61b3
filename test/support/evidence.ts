import { fairnessGates } from '../../shared/assurance/fairness-gates.ts';
import { championGates, claimGates, latencyGate, metricGates, worstOf } from '../../shared/assurance/gates.ts';
import { measure } from '../../shared/assurance/metrics.ts';
import { Evidence } from '../../shared/assurance/schema.ts';
import { fairness } from '../../shared/statistics/fairness.ts';
import { seeded } from '../../shared/statistics/permutation-importance.ts';
import { normals } from './monitoring.ts';

/** Labels with the probabilities of a model that separates them by `skill` standard deviations, calibrated. */
export const scored = (seed: number, rows: number, skill: number) => {
  const random = seeded(seed);
  const labels = Array.from({ length: rows }, () => Number(random() < 0.3));
  const scores = normals(seed + 1, rows).map((z, i) => {
    const x = z + (labels[i] === 1 ? skill : 0);
    return 1 / (1 + Math.exp(-(skill * x - (skill * skill) / 2 + Math.log(3 / 7))));
  });
  return { labels, scores };
};

/** Evidence of a candidate that beats the live version and treats one group a little worse, measured for real. */
export const anEvidence = (over: Partial<Evidence> = {}): Evidence => {
  const candidate = scored(1, 4000, 1.3);
  const metrics = measure({ task: 'binary-classification', ...candidate });
  const live = measure({ task: 'binary-classification', ...scored(1, 4000, 1.2) });
  const ages = candidate.labels.map((_, i) => (i % 5 === 0 ? 'under 25' : '25 and over'));
  const decisions = candidate.scores.map((p, i) => Number(p >= (i % 5 === 0 ? 0.43 : 0.4)));
  const byAge = [{ attribute: 'age_group', ...fairness(ages, candidate.labels, decisions) }];
  const gates = [
    ...metricGates(
      metrics,
      [
        { metric: 'auc', atLeast: 0.78 },
        { metric: 'calibrationError', atMost: 0.03 },
        { metric: 'recall', atLeast: 0.35 },
      ],
      live,
    ),
    ...championGates(
      metrics.filter(({ name }) => ['auc', 'logLoss'].includes(name)),
      live,
      0.005,
    ),
    ...claimGates(metrics, { auc: 0.83 }, 0.02),
    ...fairnessGates(byAge, 0.06),
    latencyGate(41, 120, 38),
  ];
  return Evidence.parse({
    format: 'slipway/evidence/v1',
    team: 'lending',
    model: 'credit-risk',
    version: '1.4.0',
    task: 'binary-classification',
    purpose: 'Probability that a loan defaults within a year',
    risk: 'high',
    owner: 'ada@example.com',
    submitter: 'grace@example.com',
    policyVersion: 12,
    measuredAt: '2026-03-02T09:14:00Z',
    holdoutRows: 4000,
    metrics,
    champion: { version: '1.3.2', metrics: live },
    gates,
    fairness: byAge,
    importance: [
      { feature: 'income', metric: 'auc', drop: 0.084 },
      { feature: 'debt_ratio', metric: 'auc', drop: 0.051 },
      { feature: 'purpose', metric: 'auc', drop: 0.004 },
      { feature: 'postcode_area', metric: 'auc', drop: -0.0004 },
    ],
    latency: { p50Ms: 12, p99Ms: 41, requests: 500 },
    cost: { monthlyUsd: 171, championMonthlyUsd: 168, assumption: '2 ml.m5.large instances, 730 hours' },
    scan: { sentence: 'Three files were read to the last byte; nothing that could run was found.', findings: [] },
    verdict: worstOf(gates),
    sentence: 'It passes every gate and beats the version now live on the same 4,000 loans.',
    ...over,
  });
};
