import { counted } from '../kernel/figures.ts';
import type { DriftReport, Verdict } from '../monitoring/schema.ts';
import type { Reaction } from '../policy/monitoring-policy.ts';
import type { CheckAbout } from './check-about.ts';

/** What Slipway does about a window by itself: what it has done, or when it will. */
export const alarmWords = ({ verdict, limits }: Pick<DriftReport, 'verdict' | 'limits'>, about: CheckAbout): string => {
  const { windowsToAlarm: k, windowsLookedAt: n, windowsToLeave } = limits;
  const rule = k === n ? `${counted(k, 'window')}${k > 1 ? ' in a row' : ''}` : `${k} of the last ${n} windows`;
  const unread = verdict === 'unreadable' ? ' Such a window is never answered with another version.' : '';
  switch (about.alarm) {
    case 'entered':
      return about.asked.reaction === 'none'
        ? `has raised the alarm (${rule} drifted or could not be read) and asked for nothing more: ${about.asked.because}.`
        : `has raised the alarm (${rule} drifted or could not be read) and ${done[about.asked.reaction]}.${unread}`;
    case 'on':
      return `raised the alarm with an earlier window and asks for nothing more while it lasts. It ends after ${counted(windowsToLeave, 'calm window')}${windowsToLeave > 1 ? ' in a row' : ''}.`;
    case 'left':
      return `has ended the alarm with this window: ${counted(windowsToLeave, 'window')} were calm.`;
    case 'off':
      return isBad(verdict)
        ? `has not raised the alarm yet: that takes ${rule}. Then it ${todo(verdict, about)}.${unread}`
        : 'keeps watching; nobody needs to decide anything.';
  }
};

export const isBad = (verdict: Verdict): boolean => verdict === 'drifted' || verdict === 'unreadable';

const todo = (verdict: Verdict, { onDrift }: CheckAbout): string =>
  verdict === 'unreadable' ? wanted.alert : wanted[onDrift];

const done: Readonly<Record<Reaction, string>> = {
  alert: 'has written to the owner and the submitter. The model keeps serving',
  retrain: 'has asked for retraining. The model keeps serving, and no version goes live without approval',
  rollback: 'has ordered the way back to the version before',
};
const wanted: Readonly<Record<Reaction, string>> = {
  alert: 'writes to the owner and the submitter',
  retrain: 'asks for retraining, and no version goes live without approval',
  rollback: 'goes back to the version before',
};
