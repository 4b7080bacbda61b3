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

const LOOKED_AT = 3;
const TO_ENTER = 2;
const TO_LEAVE = 2;

/**
 * Whether the drift alarm is on after the last of `recent` (newest last). It is entered when 2 of the last 3 windows
 * drifted and left when the last 2 were calm, that is with nothing certain above half its limit: one odd hour neither
 * raises nor clears it. Windows without enough evidence count neither way.
 */
export const alarmAfter = (on: boolean, recent: readonly WindowVerdict[]): Alarm => {
  const judged = recent.filter(({ verdict }) => verdict !== 'not-enough-evidence');
  if (!on) {
    const drifted = judged.slice(-LOOKED_AT).filter(({ verdict }) => verdict === 'drifted').length;
    return drifted >= TO_ENTER ? { on: true, change: 'entered' } : { on: false, change: 'none' };
  }
  const last = judged.slice(-TO_LEAVE);
  const quiet =
    last.length === TO_LEAVE && last.every(({ verdict, calm = verdict === 'stable' }) => calm && verdict !== 'drifted');
  return quiet ? { on: false, change: 'left' } : { on: true, change: 'none' };
};
