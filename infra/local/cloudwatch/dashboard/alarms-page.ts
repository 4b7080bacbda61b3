import { escapeHtml } from '../../pages/page.ts';
import { describeAlarm } from '../alarm-messages.ts';
import { ago, byUrgency, type ListedAlarm, stateTag } from './alarm-words.ts';

/** The list of alarms: what rings first, each with what it means and watches; one that rings, with why and whom it told. */
export const alarmsBody = (alarms: readonly ListedAlarm[], now: number): string => {
  if (alarms.length === 0)
    return '<p>Add an <code>AWS::CloudWatch::Alarm</code> to the template. It is judged every few seconds, on the periods that it has on AWS.</p>';
  const rows = [...alarms].sort(byUrgency).map((alarm) => row(alarm, now));
  return `<p class="key"><a href="/_local/dashboard">Dashboard</a></p><table class="rows"><thead><tr><th>State</th><th>Alarm</th><th>Watches</th><th>Since</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
};

const row = (alarm: ListedAlarm, now: number): string => {
  const told = alarm.actions.ALARM.map((arn) => arn.split(':').at(-1) ?? arn);
  const tells = told.length > 0 && alarm.actionsEnabled ? `It told ${told.join(', ')}.` : 'It tells nobody.';
  const why =
    alarm.current.state === 'ALARM'
      ? `<br><span class="key">${escapeHtml(`${alarm.current.reason} ${tells}`)}</span>`
      : '';
  return `<tr><td>${stateTag(alarm.current.state)}</td>
<td><b>${escapeHtml(alarm.name)}</b>${alarm.description ? `<br>${escapeHtml(alarm.description)}` : ''}${why}</td>
<td class="quiet">${escapeHtml(describeAlarm(alarm))}</td><td>${ago(alarm.current.at, now)}</td></tr>`;
};
