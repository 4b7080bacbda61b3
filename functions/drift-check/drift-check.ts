import * as z from 'zod';
import type { Inference } from '../../shared/deployment/ports.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import { withHistory } from '../../shared/monitoring/history.ts';
import type { JoinBounds } from '../../shared/monitoring/id-parts.ts';
import { LargeWindow } from '../../shared/monitoring/large-window.ts';
import type { LimitName } from '../../shared/monitoring/limits.ts';
import type { Baselines, TrafficFiles } from '../../shared/monitoring/ports.ts';
import { Verdict } from '../../shared/monitoring/schema.ts';
import { type WatchedModel, watchedModel } from '../../shared/monitoring/watched-model.ts';
import { driftLimits } from '../../shared/policy/drift-limits.ts';
import { Reaction } from '../../shared/policy/monitoring-policy.ts';
import type { Policies } from '../../shared/policy/ports.ts';
import type { Policy } from '../../shared/policy/schema.ts';
import { tierOf } from '../../shared/policy/tier-of.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { type CheckLease, type ModelHealth, ModelId, modelKey } from '../../shared/registry/schema.ts';
import type { Metric } from '../../shared/runtime/metrics.ts';
import type { StoredContent } from '../../shared/storage/ports.ts';
import { aboutCheck } from './about.ts';
import { addUp, type Counted, type Counting, countWindow } from './counting.ts';
import { judgeWindow } from './judging.ts';
import { lateWindow } from './late-window.ts';
import { ended, giveBack, prolong, takeLease } from './lease.ts';
import { healthAfter } from './outcome.ts';
import { qualityOf } from './quality.ts';
import { checkRecords, type Places } from './records.ts';
import { keepReport, metricsOf, pageKey, reportBefore } from './reports.ts';
import { type Window, windowOf } from './window-of.ts';

const Instant = whenUsed(() => z.iso.datetime());

/** What to check: the window that a schedule planned, the last period until an instant, or one that a person names. */
export const DriftCheckInput = whenUsed(() =>
  ModelId.extend({
    /** Name of the execution: tried again, it is the same check. */
    run: z.string().min(1),
    scheduledAt: Instant.optional(),
    asOf: Instant.optional(),
    window: z.object({ from: Instant, to: Instant }).optional(),
    /** A large window whose batches were counted. */
    counted: LargeWindow.optional(),
  }),
);
export type DriftCheckInput = z.infer<typeof DriftCheckInput>;

export const DriftCheckResult = whenUsed(() =>
  z.object({
    /** `large`: the batches must be counted first. */
    kind: z.enum(['checked', 'skipped', 'large']),
    verdict: Verdict,
    sentence: z.string(),
    reaction: z.enum(['none', ...Reaction.options]),
    report: z.string(),
    large: LargeWindow.optional(),
  }),
);
export type DriftCheckResult = z.infer<typeof DriftCheckResult>;

interface Deps extends Counting {
  readonly labels: TrafficFiles;
  readonly joining: JoinBounds;
  readonly registry: ModelRegistry;
  readonly baselines: Baselines;
  readonly inference: Inference;
  readonly artefacts: StoredContent;
  readonly policies: Policies;
  readonly places: Places;
  readonly emit: (metrics: readonly Metric[], dimensions: Readonly<Record<string, string>>) => void;
  readonly clock: Clock;
}

/**
 * Checks one window of a live model's traffic, keeps the report, records the verdict and says what the policy wants done.
 * A window that was checked before, one of a model that another run is checking, or one whose version was replaced
 * meanwhile, is skipped. A window of which more records came since is looked at again.
 */
export const createDriftCheck =
  (deps: Deps) =>
  async (input: DriftCheckInput): Promise<DriftCheckResult> => {
    const { registry, clock } = deps;
    const watched = await watchedModel(deps, input);
    if (!watched) return skipped(`${modelKey(input)} has no live version`);
    const { schedule } = watched.manifest.monitoring;
    const before = await registry.health(input);
    const last = before?.version === watched.version ? before.recent.at(-1)?.at : undefined;
    const window = input.counted?.window ?? windowOf(input, { schedule, since: watched.since, last }, clock());
    if (!window) return skipped(`version ${watched.version} was not yet live in this window`);
    const earlier = before?.recent.find((one) => wasLookedAt(one, window, input.scheduledAt !== undefined));
    // A check that was recorded but whose answer was lost must not swallow what it asked for; reactions are idempotent.
    if (earlier) return { ...skipped('this window was checked before'), reaction: earlier.reaction ?? 'none' };

    const lease = await takeLease(registry, input, input.run, clock());
    if (!lease) return skipped('another check of this model is under way');
    const late = input.scheduledAt && !input.counted ? await lateWindow(deps, watched, before, window) : undefined;
    const first = late ? await check(deps, watched, late, lease, { late: true, scheduled: true }) : undefined;
    const { result } = await check(deps, watched, window, first?.lease ?? lease, {
      counted: input.counted,
      scheduled: input.scheduledAt !== undefined,
    });
    return result.reaction === 'none' ? { ...result, reaction: first?.result.reaction ?? 'none' } : result;
  };

interface How {
  readonly late?: boolean;
  readonly scheduled: boolean;
  readonly counted?: LargeWindow;
}

const check = async (
  deps: Deps,
  watched: WatchedModel,
  window: Window,
  lease: CheckLease,
  { late = false, scheduled, counted }: How,
): Promise<{ readonly result: DriftCheckResult; readonly lease: CheckLease }> => {
  const { registry, evidence, emit, clock } = deps;
  const profile = await deps.baselines.load(watched.profile);
  const count: Counted = counted ? await addUp(deps, counted) : await countWindow(deps, watched, profile, window);
  if (count.kind === 'large') {
    const { large } = count;
    const longer = (await prolong(registry, lease, clock())) ?? lease;
    const text = `${large.batches} batches of files are counted first`;
    return { result: { ...skipped(text), kind: 'large', large }, lease: longer };
  }

  const before = await registry.health(watched);
  const rows = count.window.counts.rows;
  const known = before?.recent.find(({ at }) => at === window.to);
  if (late && known?.rows === rows) return { result: skipped('nothing came late'), lease };
  const { policy } = await deps.policies.bySha256(watched.policy);
  const tier = tierOf(policy, watched.risk);
  const { limits, own } = driftLimits(tier, watched.manifest.monitoring.drift);
  const judgement = await judgeWindow(deps.counted, watched, profile, count.window, limits, before);
  if (!isSame(await watchedModel(deps, watched), watched)) {
    await giveBack(registry, lease, clock());
    return { result: skipped('the version was replaced while its traffic was read'), lease };
  }

  const past = before?.version === watched.version ? before.recent.filter(({ at }) => at < window.to) : [];
  const report = {
    ...withHistory(judgement.report, past, await reportBefore(evidence, watched, past.at(-1)?.at)),
    ...servedBy(watched),
    judgedBy: judgedBy(watched, policy, own),
  };
  const last = before?.version === watched.version ? before.importance?.at : undefined;
  const quality = await qualityOf(deps, watched, window, tier, late ? undefined : { scheduled, last });
  const page = pageKey(watched, window.to);
  const looked = { window, bytes: count.bytes, rows, report, page, waiting: judgement.waiting, quality };
  const outcome = healthAfter(before, watched, looked, tier, limits, clock());
  const about = aboutCheck({ watched, window, late, before, outcome }, policy, tier);
  const digest = await keepReport(evidence, watched, report, quality, about);
  const over = ended(lease, clock());
  await registry.commit(
    [
      { kind: 'save-health', health: outcome.health },
      { kind: 'end-check', lease: over },
    ],
    checkRecords({ watched, looked, outcome, missed: window, late, evidence: digest }, deps.places, clock()),
  );
  emit(metricsOf(report), { Model: modelKey(watched) });
  emit([{ name: 'MonitorRuns', value: 1, unit: 'Count' }], { Verdict: report.verdict });
  const { verdict, sentence } = report;
  const { reaction } = outcome.asked;
  return { result: { kind: 'checked', verdict, sentence, reaction, report: page }, lease: over };
};

/** Whether the same version still answers, from the same endpoint configuration. */
const isSame = (now: WatchedModel | undefined, { version, profile, serving }: WatchedModel): boolean =>
  now?.version === version && now.profile === profile && now.serving?.config === serving?.config;

/** A scheduled window is over with one that ended with it; what a person names, only with exactly that. */
const wasLookedAt = ({ at, from }: ModelHealth['recent'][number], window: Window, scheduled: boolean): boolean =>
  at === window.to && (from === undefined || from === window.from || (scheduled && from < window.from));

/** What exactly was judged. */
const servedBy = ({ serving, digest }: WatchedModel) => ({
  served: { ...(serving && { endpoint: serving.endpoint, config: serving.config }), model: digest },
});

const judgedBy = ({ profile, policy: sha256, risk }: WatchedModel, { version }: Policy, own: readonly LimitName[]) => ({
  profile,
  policy: { version, sha256 },
  tier: risk,
  own: [...own],
});

const skipped = (why: string): DriftCheckResult => ({
  kind: 'skipped',
  verdict: 'not-enough-evidence',
  sentence: why,
  reaction: 'none',
  report: '',
});
