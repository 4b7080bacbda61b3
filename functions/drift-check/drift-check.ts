import * as z from 'zod';
import { OWN_REQUEST } from '../../shared/deployment/golden.ts';
import { productionEndpoint } from '../../shared/deployment/names.ts';
import { liveVersion } from '../../shared/deployment/rollback-target.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { countTraffic } from '../../shared/monitoring/count-traffic.ts';
import { judge } from '../../shared/monitoring/drift.ts';
import type { Baselines, TrafficWindows } from '../../shared/monitoring/ports.ts';
import type { DriftReport } from '../../shared/monitoring/schema.ts';
import type { Policies } from '../../shared/policy/ports.ts';
import { tierOf } from '../../shared/policy/tier-of.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { ModelId, modelKey } from '../../shared/registry/schema.ts';
import { manifestOf } from '../../shared/registry/version-manifest.ts';
import { driftPage } from '../../shared/reporting/drift-page.ts';
import type { Metric } from '../../shared/runtime/metrics.ts';
import type { ContentStore, Documents } from '../../shared/storage/ports.ts';
import { healthAfter, verdictRecords } from './outcome.ts';
import { windowOf } from './window-of.ts';

/** What to check: the window that ended when the schedule fired, or one a person names. */
export const DriftCheckInput = ModelId.extend({
  scheduledAt: z.iso.datetime().optional(),
  window: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }).optional(),
});
export type DriftCheckInput = z.infer<typeof DriftCheckInput>;

export const DriftCheckResult = z.object({
  kind: z.enum(['checked', 'skipped']),
  verdict: z.string(),
  sentence: z.string(),
  reaction: z.enum(['none', 'alert', 'retrain', 'rollback']),
  report: z.string(),
});
export type DriftCheckResult = z.infer<typeof DriftCheckResult>;

interface Deps {
  readonly registry: ModelRegistry;
  readonly baselines: Baselines;
  readonly traffic: TrafficWindows;
  readonly artefacts: ContentStore;
  readonly evidence: Documents;
  readonly policies: Policies;
  readonly emit: (metrics: readonly Metric[], dimensions: Readonly<Record<string, string>>) => void;
  readonly clock: Clock;
}

/** Windows before this one that the report shows. */
const SHOWN = 24;

/**
 * Checks one window of a live model's traffic, keeps the report, records the verdict and says what the policy wants done.
 * A window that was checked before, or whose version was replaced meanwhile, is skipped.
 */
export const createDriftCheck =
  (deps: Deps) =>
  async (input: DriftCheckInput): Promise<DriftCheckResult> => {
    const { registry, baselines, traffic, artefacts, evidence, policies, emit, clock } = deps;
    const live = liveVersion(await registry.versionsOf(input));
    if (!live) return skipped(`${modelKey(input)} has no live version`);
    const window = windowOf(input, (await manifestOf(artefacts, live)).monitoring.schedule, clock());
    const before = await registry.health(input);
    const earlier = before?.recent.find(({ at }) => at === window.to);
    // A check that was recorded but whose answer was lost must not swallow what it asked for; reactions are idempotent.
    if (earlier) return { ...skipped('this window was checked before'), reaction: earlier.reaction ?? 'none' };

    const { policy } = await policies.bySha256(live.policy.sha256);
    const tier = tierOf(policy, live.risk);
    const profile = await baselines.load(live.evidence.profile ?? '');
    const [from, to] = [new Date(window.from), new Date(window.to)];
    const captured = traffic.read(productionEndpoint(input), from, to);
    const counts = await countTraffic(profile, captured, { from, to, ownRequests: OWN_REQUEST });
    const past = before?.version === live.version ? before.recent : [];
    const history = past.slice(-SHOWN).map(({ at, verdict }) => ({ at, verdict }));
    const report = { ...judge(profile, counts, window, tier.drift), ...(history.length > 0 && { history }) };
    if (liveVersion(await registry.versionsOf(input))?.version !== live.version)
      return skipped('the version was replaced while its traffic was read');

    const key = await keepReport(evidence, live, report);
    const { health, reaction } = healthAfter(before, live, report, key, tier.onDrift, clock());
    await registry.commit(
      [{ kind: 'save-health', health }],
      verdictRecords(live, report, await evidence.keepJson(report), reaction, clock()),
    );
    emit(metricsOf(report), { Model: modelKey(input) });
    emit([{ name: 'MonitorRuns', value: 1, unit: 'Count' }], { Verdict: report.verdict });
    return { kind: 'checked', verdict: report.verdict, sentence: report.sentence, reaction, report: key };
  };

const keepReport = async (
  evidence: Documents,
  { team, model, version }: { team: string; model: string; version: string },
  report: DriftReport,
): Promise<string> => {
  const stem = `reports/drift/${team}/${model}/${version}/${report.window.to.replace(/[:.]/g, '-')}`;
  await evidence.put(`${stem}.json`, JSON.stringify(report), 'application/json');
  await evidence.put(`${stem}.html`, driftPage(report), 'text/html; charset=utf-8');
  return `${stem}.html`;
};

/** Three metrics for a model, not one for each feature: every one costs money each month. */
const metricsOf = (report: DriftReport): readonly Metric[] => [
  {
    name: 'DriftedFeatures',
    value: report.features.filter(({ status }) => status === 'drifted').length,
    unit: 'Count',
  },
  { name: 'WorstEffect', value: Math.max(0, ...report.features.map(({ effect }) => effect)), unit: 'None' },
  { name: 'RowsChecked', value: report.rows.window, unit: 'Count' },
];

const skipped = (why: string): DriftCheckResult => ({
  kind: 'skipped',
  verdict: 'not-enough-evidence',
  sentence: why,
  reaction: 'none',
  report: '',
});
