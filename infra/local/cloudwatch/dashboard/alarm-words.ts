import { escapeHtml } from '../../pages/page.ts';
import type { AlarmState } from '../alarm.ts';
import type { Alarms } from '../alarms.ts';

export type ListedAlarm = ReturnType<Alarms['list']>[number];

const words: Readonly<Record<AlarmState, { readonly word: string; readonly tone: string }>> = {
  ALARM: { word: 'alarm', tone: 'bad' },
  INSUFFICIENT_DATA: { word: 'no data yet', tone: 'quiet' },
  OK: { word: 'quiet', tone: 'good' },
};

export const stateTag = (state: AlarmState): string =>
  `<span class="tag ${words[state].tone}">${words[state].word}</span>`;

/** One sentence on all alarms, the loud ones by name. */
export const alarmSentence = (alarms: readonly ListedAlarm[]): string => {
  if (alarms.length === 0) return 'No alarm is defined.';
  const loud = alarms.filter(({ current }) => current.state === 'ALARM');
  if (loud.length === 0)
    return alarms.length === 1 ? 'The one alarm is quiet.' : `All ${alarms.length} alarms are quiet.`;
  const names = loud.slice(0, 3).map(({ name }) => name);
  const rest = loud.length > names.length ? ` and ${loud.length - names.length} more` : '';
  return loud.length === 1
    ? `One alarm needs a look: ${names[0]}.`
    : `${loud.length} alarms need a look: ${names.join(', ')}${rest}.`;
};

/** `<time>` with how long ago it was in words. */
export const ago = (at: number, now: number): string => {
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  const text =
    seconds < 90
      ? `${seconds} s`
      : seconds < 5400
        ? `${Math.round(seconds / 60)} min`
        : seconds < 129_600
          ? `${Math.round(seconds / 3600)} h`
          : `${Math.round(seconds / 86_400)} days`;
  const iso = new Date(at).toISOString();
  return `<time datetime="${iso}" title="${iso}">${text} ago</time>`;
};

/** Puts what rings first, then what has no data, then what is quiet; by name within. */
export const byUrgency = (a: ListedAlarm, b: ListedAlarm): number => {
  const order: AlarmState[] = ['ALARM', 'INSUFFICIENT_DATA', 'OK'];
  return order.indexOf(a.current.state) - order.indexOf(b.current.state) || (a.name < b.name ? -1 : 1);
};

export const alarmItem = (alarm: ListedAlarm, now: number): string =>
  `<li>${stateTag(alarm.current.state)}${escapeHtml(alarm.name)} <span class="quiet">${ago(alarm.current.at, now)}</span></li>`;
