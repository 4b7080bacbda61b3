import { sha256 } from '../kernel/canonical.ts';
import type { Reaction } from '../policy/monitoring-policy.ts';
import type { DriftReport } from './schema.ts';
import type { Alarm } from './windows.ts';

/** What was asked for because of an earlier window of the same version. */
export interface PastReaction {
  readonly at: string;
  readonly reaction: Reaction;
  /** As `causeOf` named it; unknown for records from before causes were kept. */
  readonly cause?: string;
}

/** What to do now, and why, in a sentence for the record. */
export interface Asked {
  readonly reaction: Reaction | 'none';
  readonly cause: string;
  readonly because: string;
}

interface Rules {
  readonly onDrift: Reaction;
  readonly retrainingCooldownSeconds: number;
}

/** Digest of what an alarm is about: the columns that drifted, or that records cannot be read. Same cause, same digest. */
export const causeOf = ({ verdict, features }: Pick<DriftReport, 'verdict' | 'features'>): string => {
  const drifted = features.filter(({ status }) => status === 'drifted').map(({ feature }) => feature);
  return sha256(JSON.stringify(verdict === 'unreadable' ? verdict : drifted.sort()));
};

/**
 * What the policy wants done after a window. Only entering the alarm asks for something, so one alarm asks once.
 * Within the cooldown of a request, the same cause asks for nothing, and another cause is told but asks for no second
 * retraining. Traffic that cannot be read is always told and never answered with another model: whatever is wrong with
 * the records, the model is not known to be. A rollback is not held back: it makes another version live, which begins anew.
 */
export const reactionTo = (
  { onDrift, retrainingCooldownSeconds }: Rules,
  alarm: Alarm,
  report: Pick<DriftReport, 'verdict' | 'features' | 'sentence' | 'window'>,
  past: readonly PastReaction[],
): Asked => {
  const cause = causeOf(report);
  if (alarm.change !== 'entered') return { reaction: 'none', cause, because: 'the alarm was not entered' };
  const wanted = report.verdict === 'unreadable' ? 'alert' : onDrift;
  if (wanted === 'rollback') return { reaction: 'rollback', cause, because: report.sentence };
  const since = Date.parse(report.window.to) - retrainingCooldownSeconds * 1000;
  const recent = past.filter(({ at }) => Date.parse(at) > since);
  const same = recent.findLast((one) => one.cause === cause);
  if (same) return { reaction: 'none', cause, because: `the same was told already for the window until ${same.at}` };
  const asked = recent.findLast(({ reaction }) => reaction === 'retrain');
  if (wanted === 'retrain' && asked)
    return {
      reaction: 'alert',
      cause,
      because: `${report.sentence} Retraining was asked for already for the window until ${asked.at}.`,
    };
  return { reaction: wanted, cause, because: report.sentence };
};
