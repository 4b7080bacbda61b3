import { day, figure, whole } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import type { FleetModel, FleetReport } from './fleet-report.ts';
import { factList, mailTo, page, tag, time } from './page.ts';
import { stateTag } from './state-words.ts';
import { verdictStrip, verdictTag } from './verdict-line.ts';

/** The inventory for leaders: what runs, who answers for it, how it is, what is overdue. */
export const fleetPage = (report: FleetReport, corner?: string): string =>
  page({
    title: 'Models: what runs and how it is',
    heading: 'What runs, and how it is',
    lead: report.sentence,
    ...(corner && { corner }),
    body: html`${report.models.length === 0 ? empty : html`${facts(report)}${debts(report)}${models(report.models)}`}${refused(report)}
<p class="quiet">As of ${time(report.at)}.</p>`,
  });

const empty = html`<h2>How a model gets here</h2>
<p>A team writes a manifest (<code>slipway init data.csv</code>) and sends it with its files (<code>slipway submit DIR</code>). It appears here within seconds.</p>`;

const facts = ({ counts }: FleetReport): Html =>
  factList([
    ['Live', whole(counts.live)],
    ['In a drift alarm', whole(counts.alarms)],
    ['Waiting for a decision', whole(counts.waiting)],
    ['Need somebody', whole(counts.debts)],
    ...(counts.leadHours === undefined ? [] : [['Half go live within', hours(counts.leadHours)] as const]),
  ]);

const hours = (value: number): string => {
  if (value < 1) return `${whole(Math.max(1, Math.round(value * 60)))} min`;
  return value < 48 ? `${figure(value, 2)} h` : `${figure(value / 24, 2)} days`;
};

const models = (rows: readonly FleetModel[]): Html => html`<h2>Models</h2>
<table class="read rows"><thead><tr><th>Model</th><th>Runs</th><th>Last check of its traffic</th><th>Answers for it</th><th>Risk</th><th>Next version</th></tr></thead>
<tbody>${rows.map(row)}</tbody></table>`;

const row = ({ name, purpose, owner, ownerName, risk, live, elsewhere, next, health }: FleetModel): Html => html`<tr>
<td><a href="/models/${name}"><b>${name}</b></a><br><span class="quiet">${purpose}</span></td>
<td data-is="Runs:">${live ? html`${live.version} <span class="quiet">since <time datetime="${live.since}">${day(live.since)}</time></span>${elsewhere && html`<br><span class="quiet">elsewhere: ${elsewhere}</span>`}` : html`<span class="quiet">nothing yet</span>`}</td>
<td data-is="Traffic:">${health ? check(health) : html`<span class="quiet">${live ? 'not checked yet' : 'has none'}</span>`}</td>
<td class="in" data-is="Answers for it:">${mailTo(owner, ownerName)}</td><td class="in" data-is="Risk:">${risk}</td>
<td data-is="Next version:">${next ? html`${next.version} ${stateTag(next.state)}` : html`<span class="quiet">none</span>`}</td></tr>`;

const check = ({ verdict, alarm, report, sentence, recent, quality }: NonNullable<FleetModel['health']>): Html =>
  html`${verdictTag(verdict)}${alarm && verdict !== 'drifted' && tag('bad', 'drift alarm')}${quality?.verdict === 'worse' && tag('bad', 'answers worse')}<a href="/${report}">report</a>${recent.length > 1 && verdictStrip(recent)}<div class="quiet">${sentence}</div>`;

const debts = ({ debts: rows }: FleetReport): Html | undefined =>
  rows.length === 0
    ? undefined
    : html`<h2>Needs somebody</h2><ul>${rows.map(({ model, what }) => html`<li><a href="/models/${model}">${model}</a> ${what}.</li>`)}</ul>`;

const refused = ({ refused: rows }: FleetReport): Html | undefined =>
  rows.length === 0
    ? undefined
    : html`<h2>Turned away at the door</h2>
<table><thead><tr><th>Model</th><th>Version</th><th>When</th><th class="n">Findings</th></tr></thead><tbody>
${rows.slice(0, 20).map(({ model, version, at, findings }) => html`<tr><td><a href="/models/${model}">${model}</a></td><td>${version}</td><td>${time(at)}</td><td class="n">${findings}</td></tr>`)}
</tbody></table>`;
