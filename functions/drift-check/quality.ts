import type { QualityTask } from '../../shared/assurance/live-answers.ts';
import { type LiveQuality, liveQuality } from '../../shared/assurance/live-quality.ts';
import { Evidence } from '../../shared/assurance/schema.ts';
import { labelsPrefix } from '../../shared/deployment/names.ts';
import { bytesOf } from '../../shared/monitoring/batches.ts';
import { joinLabels, type LabelLine } from '../../shared/monitoring/labels.ts';
import { isTraffic } from '../../shared/monitoring/line-time.ts';
import type { TrafficFile, TrafficFiles } from '../../shared/monitoring/ports.ts';
import type { WatchedModel } from '../../shared/monitoring/watched-model.ts';
import type { Span } from '../../shared/monitoring/window-keys.ts';
import type { Tier } from '../../shared/policy/schema.ts';
import type { Documents } from '../../shared/storage/ports.ts';
import type { Counting } from './counting.ts';

interface Deps extends Pick<Counting, 'traffic'> {
  readonly labels: TrafficFiles;
  readonly evidence: Documents;
}

export interface WindowQuality extends LiveQuality {
  /** The window whose answers were labelled: the one checked, or one further back, as late as labels come. */
  readonly window: Span;
}

/** Bytes of records and labels that are joined in memory; more is for `slipway quality` on a machine that has it. */
const MOST_BYTES = 256 * 2 ** 20;
const HOUR = 3_600_000;

/**
 * Quality and fairness of the answers of a window, on the labels that have come for them, against the release. A model
 * whose labels come days later says so in its manifest (`labelsAfterHours`), and the window so far back is measured. Nothing
 * without labels, or when there is more than memory holds.
 */
export const qualityOf = async (
  { traffic, labels, evidence }: Deps,
  watched: WatchedModel,
  checked: Span,
  { fairnessGap }: Pick<Tier, 'fairnessGap'>,
): Promise<WindowQuality | undefined> => {
  const { task, signature, sensitive, monitoring } = watched.manifest;
  const lag = (monitoring.labelsAfterHours ?? 0) * HOUR;
  const [from, to] = [checked.from, checked.to].map((at) => new Date(Date.parse(at) - lag)) as [Date, Date];
  const labelled = await labels.list(labelsPrefix(watched), from, new Date(Date.parse(checked.to) + HOUR));
  if (labelled.length === 0) return undefined;
  const { source, prefix } = watched.traffic;
  const captured = await traffic[source].list(prefix, from, to);
  if (bytesOf([...labelled, ...captured]) > MOST_BYTES) return undefined;

  const features = signature.inputs.map(({ name }) => name);
  const classes = task === 'multiclass-classification' ? signature.classes : undefined;
  const answers = (await linesOf(traffic[source], captured)).filter((line) =>
    isTraffic(line, { from, to, ownRequests: watched.ownRequests }),
  );
  const joined = joinLabels(
    answers,
    await datedLines(labels, labelled),
    { features, output: signature.output.name, ...(classes && { classes }) },
    sensitive.filter((name) => features.includes(name)),
  );
  const metrics = await releaseMetrics(evidence, watched);
  const quality = liveQuality(taskOf(task, classes), joined, {
    metrics,
    ...(fairnessGap !== undefined && { fairnessGap }),
  });
  return { ...quality, window: { from: from.toISOString(), to: to.toISOString() } };
};

const taskOf = (task: WatchedModel['manifest']['task'], classes: readonly string[] | undefined): QualityTask =>
  task === 'multiclass-classification' ? { kind: task, classes: classes ?? [] } : { kind: task };

const releaseMetrics = async (evidence: Documents, { evaluation }: WatchedModel) =>
  evaluation === undefined ? [] : Evidence.parse(await evidence.json(evaluation)).metrics;

/** Labels with the hour they were collected, which the place of their file tells. */
const datedLines = async (labels: TrafficFiles, files: readonly TrafficFile[]): Promise<LabelLine[]> => {
  const lines: LabelLine[] = [];
  for (const file of files) {
    const [, year, month, day, hour] = /\/(\d{4})\/(\d\d)\/(\d\d)\/(\d\d)\/[^/]*$/.exec(file.key) ?? [];
    const own = await linesOf(labels, [file]);
    lines.push(...(year ? own.map((line) => ({ line, at: `${year}-${month}-${day}T${hour}:00:00Z` })) : own));
  }
  return lines;
};

const linesOf = async (traffic: TrafficFiles, files: readonly TrafficFile[]): Promise<string[]> => {
  const [pieces, lines]: [Uint8Array[], string[]] = [[], []];
  for await (const piece of traffic.read(files)) {
    if (typeof piece === 'string') lines.push(piece);
    else pieces.push(piece);
  }
  return [...lines, ...Buffer.concat(pieces).toString('utf8').split('\n')].filter((line) => line.trim() !== '');
};
