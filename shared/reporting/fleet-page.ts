import { type Html, html } from '../kernel/html.ts';
import type { FleetModel, FleetReport } from './fleet-report.ts';
import { mailTo, page, type Tone, tag, time } from './page.ts';

/** The inventory for leaders: what runs, who answers for it, how it is, what is overdue. */
export const fleetPage = (report: FleetReport, corner?: string): string =>
  page({
    title: 'Models: what runs and how it is',
    heading: 'What runs, and how it is',
    lead: report.sentence,
    ...(corner && { corner }),
    body: html`${report.models.length === 0 ? empty : models(report.models)}${debts(report)}${refused(report)}
<p class="quiet">As of ${time(report.at)}.</p>`,
  });

const empty = html`<h2>How a model gets here</h2>
<p>A team writes a manifest (<code>slipway init data.csv</code>) and sends it with its files (<code>slipway submit DIR</code>). It appears here within seconds.</p>`;

const models = (rows: readonly FleetModel[]): Html => html`<h2>Models</h2>
<table class="read rows"><thead><tr><th>Model</th><th>Runs</th><th>Last check of its traffic</th><th>Answers for it</th><th>Risk</th><th>Next version</th></tr></thead>
<tbody>${rows.map(row)}</tbody></table>`;

const row = ({ name, purpose, owner, ownerName, risk, live, next, health }: FleetModel): Html => html`<tr>
<td><a href="/models/${name}"><b>${name}</b></a><br><span class="quiet">${purpose}</span></td>
<td data-is="Runs:">${live ? html`${live.version} <span class="quiet">since ${time(live.since)}</span>` : html`<span class="quiet">nothing yet</span>`}</td>
<td data-is="Traffic:">${health ? check(health) : html`<span class="quiet">${live ? 'not checked yet' : 'has none'}</span>`}</td>
<td class="in" data-is="Answers for it:">${mailTo(owner, ownerName)}</td><td class="in" data-is="Risk:">${risk}</td>
<td data-is="Next version:">${next ? html`${next.version} ${stateTag(next.state)}` : html`<span class="quiet">none</span>`}</td></tr>`;

const check = ({ verdict, alarm, report, sentence }: NonNullable<FleetModel['health']>): Html =>
  html`${verdictTag(verdict)}${alarm && verdict !== 'drifted' && tag('bad', 'drift alarm')}<a href="/${report}">report</a><br><span class="quiet">${sentence}</span>`;

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

const VERDICTS: Readonly<Record<string, readonly [Tone, string]>> = {
  unreadable: ['bad', 'unreadable'],
  drifted: ['bad', 'drifted'],
  watch: ['watch', 'watch'],
  stable: ['good', 'stable'],
  'not-enough-evidence': ['quiet', 'not enough evidence'],
};

/** A verdict on traffic as a tag. */
export const verdictTag = (verdict: string): Html => tag(...(VERDICTS[verdict] ?? (['quiet', verdict] as const)));

const STATES: Readonly<Record<string, Tone>> = {
  live: 'good',
  refused: 'bad',
  declined: 'bad',
  'deploy-failed': 'bad',
  failed: 'bad',
  'rolled-back': 'watch',
  expired: 'watch',
  'awaiting-approval': 'watch',
};

/** Where a version stands, in plain words. */
export const stateWords = (state: string): string =>
  state === 'awaiting-approval' ? 'waits for a decision' : state.replaceAll('-', ' ');

/** The same as a tag. */
export const stateTag = (state: string): Html => tag(STATES[state] ?? 'quiet', stateWords(state));
