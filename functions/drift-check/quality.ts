import type { QualityTask } from '../../shared/assurance/live-answers.ts';
import { liveQuality } from '../../shared/assurance/live-quality.ts';
import { Evidence } from '../../shared/assurance/schema.ts';
import type { WindowQuality } from '../../shared/assurance/window-quality.ts';
import { labelsPrefix } from '../../shared/deployment/names.ts';
import type { Inference } from '../../shared/deployment/ports.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { counted, listed } from '../../shared/kernel/figures.ts';
import type { JoinBounds } from '../../shared/monitoring/id-parts.ts';
import type { TrafficFiles } from '../../shared/monitoring/ports.ts';
import { rowSample } from '../../shared/monitoring/row-sample.ts';
import type { WatchedModel } from '../../shared/monitoring/watched-model.ts';
import type { Span } from '../../shared/monitoring/window-keys.ts';
import type { Tier } from '../../shared/policy/schema.ts';
import type { Documents } from '../../shared/storage/ports.ts';
import type { Counting } from './counting.ts';
import { type ImportanceAsked, importanceOf, isDue, seedOf } from './importance.ts';
import { joinWindow, type WindowFiles } from './labelled-answers.ts';

interface Deps extends Pick<Counting, 'traffic'> {
  readonly labels: TrafficFiles;
  readonly joining: JoinBounds;
  readonly evidence: Documents;
  readonly inference: Inference;
  readonly clock: Clock;
}

const HOUR = 3_600_000;

/**
 * Quality and fairness of the answers of a window, on the labels that have come for them, against the release. A model
 * whose labels come days later says so in its manifest (`labelsAfterHours`), and the window so far back is measured; when
 * none came in that time, that is told. Nothing of a model for which nobody has promised labels and none came.
 * Where the policy wants it and it is due, the endpoint is asked which columns the answers rest on.
 */
export const qualityOf = async (
  deps: Deps,
  watched: WatchedModel,
  checked: Span,
  { fairnessGap, importance: rules }: Pick<Tier, 'fairnessGap' | 'importance'>,
  asked: ImportanceAsked | undefined,
): Promise<WindowQuality | undefined> => {
  const { task, signature, sensitive, monitoring } = watched.manifest;
  const lag = monitoring.labelsAfterHours;
  const files = await filesOf(deps, watched, checked, lag ?? 0);
  const window = { from: files.from.toISOString(), to: files.to.toISOString() };
  const notMeasured = (sentence: string) => ({ verdict: 'not-measured', sentence, window }) as const;
  if (files.labelled.length === 0)
    return lag === undefined || files.captured.length === 0 ? undefined : notMeasured(noLabels(lag));

  const features = new Set(signature.inputs.map(({ name }) => name));
  const known = sensitive.filter((name) => features.has(name));
  const joining = { traffic: deps.traffic[watched.traffic.source], labels: deps.labels, bounds: deps.joining };
  const seed = seedOf(watched, window);
  const sample = asked && isDue(rules, asked, window) ? rowSample(rules.rows, seed) : undefined;
  const joined = await joinWindow(joining, watched, files, known, sample);
  if (joined.kind === 'too-much') return notMeasured(`How right the answers were was not measured: ${joined.why}`);

  const { metrics, importance: released } = await releaseOf(deps.evidence, watched);
  const kind = taskOf(task, signature.classes);
  const quality = liveQuality(kind, joined.answers, {
    metrics,
    ...(fairnessGap !== undefined && { fairnessGap }),
  });
  const absent = sensitive.filter((name) => !features.has(name));
  const leftOut = [joined.share, ...attributesLeftOut(absent), ...linesLeftOut(joined.answers.malformed.count)];
  const importance = sample && (await importanceOf(deps, watched, kind, rules, released, sample.rows(), seed));
  return {
    ...quality,
    window,
    leftOut: leftOut.filter((sentence) => sentence !== undefined),
    ...(importance && { importance }),
  };
};

const filesOf = async (
  { traffic, labels }: Deps,
  watched: WatchedModel,
  checked: Span,
  lagHours: number,
): Promise<WindowFiles> => {
  const [begin, to] = [checked.from, checked.to].map((at) => new Date(Date.parse(at) - lagHours * HOUR)) as [
    Date,
    Date,
  ];
  // So far back another version may have answered, which this one's release says nothing of.
  const from = lagHours > 0 && begin < new Date(watched.since) ? new Date(watched.since) : begin;
  if (from >= to) return { from, to, labelled: [], captured: [] };
  const { source, prefix } = watched.traffic;
  const labelled = await labels.list(labelsPrefix(watched), from, new Date(Date.parse(checked.to) + HOUR));
  // Most models have no labels, and then nobody needs to know what was captured.
  if (labelled.length === 0 && lagHours === 0) return { from, to, labelled, captured: [] };
  return { from, to, labelled, captured: await traffic[source].list(prefix, from, to) };
};

const taskOf = (task: WatchedModel['manifest']['task'], classes: readonly string[] | undefined): QualityTask =>
  task === 'multiclass-classification' ? { kind: task, classes: classes ?? [] } : { kind: task };

/** What the version was released with; nothing of a model that was not evaluated here. */
const releaseOf = async (
  evidence: Documents,
  { evaluation }: WatchedModel,
): Promise<Pick<Evidence, 'metrics' | 'importance'>> =>
  evaluation === undefined ? { metrics: [], importance: [] } : Evidence.parse(await evidence.json(evaluation));

const noLabels = (lag: number): string =>
  `How right the answers were could not be measured: their labels were due ${lag === 0 ? 'at once' : `after ${counted(lag, 'hour')}`}, as the manifest says, and none has come. The team looks whether they still reach the intake's labels/ folder.`;

const attributesLeftOut = (absent: readonly string[]): readonly string[] =>
  absent.length === 0
    ? []
    : [
        `Fairness by ${listed(absent)}: the model does not read it, so records of traffic do not hold it. Measure it with slipway quality on files that do.`,
      ];

const linesLeftOut = (count: number): readonly string[] =>
  count === 0 ? [] : [`${counted(count, 'line')} of records or labels that could not be read.`];
