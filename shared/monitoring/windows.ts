import { DEFAULT_LIMITS, type DriftLimits } from './limits.ts';
import type { Verdict } from './schema.ts';

/** What one finished window said; `calm` as in its report. */
export interface WindowVerdict {
  readonly verdict: Verdict;
  readonly calm?: boolean;
}

export interface Alarm {
  readonly on: boolean;
  readonly change: 'entered' | 'left' | 'none';
}

type AlarmRule = Pick<DriftLimits, 'windowsToAlarm' | 'windowsLookedAt' | 'windowsToLeave'>;

/**
 * Whether the alarm is on after the last of `recent` (newest last). It is entered when K of the last N windows drifted or
 * could not be read (2 of 3 unless the policy says otherwise), and left when the last ones were calm, that is with nothing
 * certain above half its limit: one odd hour neither raises nor clears it. Windows without enough evidence count neither
 * way; windows that were pooled count as the one they make.
 */
export const alarmAfter = (on: boolean, recent: readonly WindowVerdict[], rule: AlarmRule = DEFAULT_LIMITS): Alarm => {
  const judged = recent.filter(({ verdict }) => verdict !== 'not-enough-evidence');
  if (!on) {
    const bad = judged.slice(-rule.windowsLookedAt).filter(({ verdict }) => isBad(verdict)).length;
    return bad >= rule.windowsToAlarm ? { on: true, change: 'entered' } : { on: false, change: 'none' };
  }
  const last = judged.slice(-rule.windowsToLeave);
  const quiet =
    last.length === rule.windowsToLeave &&
    last.every(({ verdict, calm = verdict === 'stable' }) => calm && !isBad(verdict));
  return quiet ? { on: false, change: 'left' } : { on: true, change: 'none' };
};

const isBad = (verdict: Verdict): boolean => verdict === 'drifted' || verdict === 'unreadable';
