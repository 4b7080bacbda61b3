import type { ValidationReport } from '../../shared/artefacts/validation.ts';
import { scoredOf, textColumn } from '../../shared/assurance/dataset/labelled-rows.ts';
import { fairnessGates } from '../../shared/assurance/fairness-gates.ts';
import { championGates, claimGates, latencyGate, metricGates, worstOf } from '../../shared/assurance/gates.ts';
import { measure } from '../../shared/assurance/metrics.ts';
import type { Evidence, GateResult, GroupFairness, Importance } from '../../shared/assurance/schema.ts';
import { watchingOf } from '../../shared/assurance/watching.ts';
import type { Answers } from '../../shared/deployment/asking.ts';
import { monthlyUsd } from '../../shared/deployment/prices.ts';
import type { Tier } from '../../shared/policy/schema.ts';
import type { Manifest } from '../../shared/registry/manifest.ts';
import type { ModelVersion } from '../../shared/registry/schema.ts';
import { fairness } from '../../shared/statistics/fairness.ts';
import type { Champion } from './champion.ts';
import type { Table } from './holdout.ts';
import type { Latency } from './latency.ts';

export interface Measured {
  readonly table: Table;
  readonly answers: Answers;
  readonly latency: Latency;
  readonly importance: readonly Importance[];
  readonly champion?: Champion;
}

/** Everything measured, held against the tier: the evidence an approver decides on. Pure: the same measurements give the same verdict. */
export const judgeEvidence = (
  version: ModelVersion,
  manifest: Manifest,
  tier: Tier,
  validation: ValidationReport,
  measured: Measured,
  now: Date,
): Evidence => {
  const { table, answers, latency, importance, champion } = measured;
  const metrics = measure(scoredOf(manifest, table.dataset, answers));
  const groups = fairnessOf(manifest, table, answers);
  const asked = tier.gates[manifest.task] ?? [];
  const gates = [
    ...metricGates(metrics, asked, champion?.metrics),
    ...championGates(metrics, champion?.metrics ?? [], tier.championTolerance, asked),
    ...claimGates(metrics, manifest.claims, tier.claimTolerance),
    ...fairnessGates(groups, tier.fairnessGap),
    latencyGate(latency.p99Ms, tier.latencyP99Ms),
  ];
  const cost = monthlyUsd(manifest.serving);
  return {
    team: version.team,
    model: version.model,
    version: version.version,
    format: 'slipway/evidence/v1',
    task: manifest.task,
    purpose: manifest.purpose,
    risk: manifest.risk,
    owner: manifest.owner,
    submitter: manifest.submitter,
    policyVersion: version.policy.version,
    measuredAt: now.toISOString(),
    holdoutRows: table.dataset.rows,
    metrics,
    ...(champion && { champion: { version: champion.version, metrics: champion.metrics } }),
    gates,
    fairness: groups,
    importance: [...importance],
    latency,
    cost: {
      ...(cost !== undefined && { monthlyUsd: cost }),
      ...(champion?.monthlyUsd !== undefined && { championMonthlyUsd: champion.monthlyUsd }),
      assumption: `${manifest.serving.minInstances} x ${manifest.serving.instanceType}, always on, list price of us-east-1`,
    },
    watching: watchingOf(manifest, tier),
    scan: { sentence: validation.sentence, findings: validation.findings },
    verdict: worstOf(gates),
    sentence: summary(gates, champion),
  };
};

const fairnessOf = (manifest: Manifest, table: Table, answers: Answers): GroupFairness[] => {
  const scored = scoredOf(manifest, table.dataset, answers);
  if (scored.task !== 'binary-classification') return [];
  const decisions = scored.scores.map((score) => Number(score >= (scored.threshold ?? 0.5)));
  return manifest.sensitive.map((attribute) => {
    const { groups, ...gaps } = fairness(textColumn(table.dataset, attribute), scored.labels, decisions);
    return { attribute, groups: [...groups], ...gaps };
  });
};

/** The two that matter most: the tier's own gates before comparisons. The evidence lists them all. */
const foremost = (doubtful: readonly GateResult[]): string => {
  const ordered = [...doubtful].sort((a, b) => Number(a.kind === 'champion') - Number(b.kind === 'champion'));
  const rest = ordered.length > NAMED ? ` ${ordered.length - NAMED} more are in the evidence.` : '';
  return `${ordered
    .slice(0, NAMED)
    .map(({ sentence }) => sentence)
    .join(' ')}${rest}`;
};

const NAMED = 2;

const summary = (gates: readonly GateResult[], champion: Champion | undefined): string => {
  const failed = gates.filter(({ status }) => status === 'fails');
  const doubtful = gates.filter(({ status }) => status === 'look');
  const compared = champion ? ` It was compared with ${champion.version}, live now, on the same rows.` : '';
  if (failed.length > 0)
    return `It fails ${failed.length} of ${gates.length} gates: ${failed.map(({ sentence }) => sentence).join(' ')}`.slice(
      0,
      1900,
    );
  if (doubtful.length === 0) return `It passes all ${gates.length} gates.${compared}`;
  return `It passes ${gates.length - doubtful.length} of ${gates.length} gates; ${doubtful.length} ${doubtful.length === 1 ? 'needs' : 'need'} a look: ${foremost(doubtful)}${compared}`.slice(
    0,
    1900,
  );
};
