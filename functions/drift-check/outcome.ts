import type { MeasuredImportance } from '../../shared/assurance/window-importance.ts';
import type { WindowQuality } from '../../shared/assurance/window-quality.ts';
import type { DriftLimits } from '../../shared/monitoring/limits.ts';
import { type Asked, reactionTo } from '../../shared/monitoring/reaction.ts';
import type { DriftReport } from '../../shared/monitoring/schema.ts';
import type { Span } from '../../shared/monitoring/window-keys.ts';
import { alarmAfter } from '../../shared/monitoring/windows.ts';
import type { Tier } from '../../shared/policy/schema.ts';
import type { ModelHealth, VersionId } from '../../shared/registry/schema.ts';

/** Windows, and reactions, that the registry remembers of a model. */
const REMEMBERED = 50;
const REACTIONS = 20;

/** One window that was looked at. */
export interface Looked {
  readonly window: Span;
  readonly bytes: number;
  readonly rows: number;
  readonly report: DriftReport;
  /** S3 key of its page. */
  readonly page: string;
  readonly waiting?: Span;
  readonly quality?: WindowQuality;
}

export interface Outcome {
  readonly health: ModelHealth;
  readonly asked: Asked;
  /** The alarm was entered, whatever is done about it. */
  readonly entered: boolean;
  /** The answers became certainly worse than at release with this window, by the labels that have come. */
  readonly worsened: boolean;
  /** What makes the answers right is no longer what it was at release, for the first time with this window. */
  readonly turned: boolean;
}

/**
 * The model's health after one more window, and what is to be done: only when the alarm is entered, so that one cause asks
 * for one reaction. A new version starts with a clean memory. No instant is remembered in two windows: one that is
 * looked at again, or by a person and then by the schedule, counts as it was seen last.
 */
export const healthAfter = (
  before: ModelHealth | undefined,
  watched: VersionId,
  { window, bytes, rows, report, page, waiting, quality }: Looked,
  rules: Pick<Tier, 'onDrift' | 'retrainingCooldownSeconds'>,
  limits: DriftLimits,
  now: Date,
): Outcome => {
  const same = before?.version === watched.version ? before : undefined;
  const past = (same?.recent ?? []).filter((one) => !overlaps(one, window));
  const entry: ModelHealth['recent'][number] = {
    at: window.to,
    from: window.from,
    bytes,
    rows,
    verdict: report.verdict,
    calm: report.calm,
  };
  const recent = [...past, entry].sort((a, b) => a.at.localeCompare(b.at));
  const alarm = alarmAfter(same?.alarm ?? false, recent, limits);
  const reactions = same?.reactions ?? [];
  const asked = reactionTo(rules, alarm, report, reactions);
  const done = asked.reaction === 'none' ? undefined : { reaction: asked.reaction, cause: asked.cause };
  const newest = recent.at(-1) === entry;
  const health: ModelHealth = {
    team: watched.team,
    model: watched.model,
    version: watched.version,
    checkedAt: now.toISOString(),
    // A window of long ago that is looked at again does not say how the model is now.
    ...(newest || !same
      ? { verdict: report.verdict, sentence: report.sentence, rows: report.rows.window, report: page }
      : { verdict: same.verdict, sentence: same.sentence, rows: same.rows, report: same.report }),
    recent: recent.map((one) => (one === entry && done ? { ...one, ...done } : one)).slice(-REMEMBERED),
    reactions: [...reactions, ...(done ? [{ at: window.to, ...done }] : [])].slice(-REACTIONS),
    ...(newest ? waiting && { waiting } : same?.waiting && { waiting: same.waiting }),
    ...qualityAfter(same, quality),
    ...importanceAfter(same, quality),
    alarm: alarm.on,
    revision: before ? before.revision + 1 : 0,
  };
  const worsened = quality?.verdict === 'worse' && same?.quality?.verdict !== 'worse';
  const turned = importanceIn(quality)?.verdict === 'changed' && same?.importance?.verdict !== 'changed';
  return { health, asked, entered: alarm.change === 'entered', worsened, turned };
};

/** What is known of the quality: the latest that labels told, until they tell more. */
const qualityAfter = (
  before: ModelHealth | undefined,
  quality: WindowQuality | undefined,
): Pick<ModelHealth, 'quality'> =>
  quality && quality.verdict !== 'not-measured'
    ? { quality: { verdict: quality.verdict, sentence: quality.sentence, at: quality.window.to } }
    : before?.quality
      ? { quality: before.quality }
      : {};

/** Likewise which columns the answers rest on. */
const importanceAfter = (
  before: ModelHealth | undefined,
  quality: WindowQuality | undefined,
): Pick<ModelHealth, 'importance'> => {
  const measured = importanceIn(quality);
  if (!measured || !quality) return before?.importance ? { importance: before.importance } : {};
  return { importance: { verdict: measured.verdict, sentence: measured.sentence, at: quality.window.to } };
};

const importanceIn = (quality: WindowQuality | undefined): MeasuredImportance | undefined => {
  if (!quality || quality.verdict === 'not-measured') return undefined;
  return quality.importance?.verdict === 'not-measured' ? undefined : quality.importance;
};

const overlaps = (one: ModelHealth['recent'][number], window: Span): boolean =>
  one.from === undefined ? one.at === window.to : one.from < window.to && window.from < one.at;
