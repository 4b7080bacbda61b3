import type { Evidence, GateResult } from '../assurance/schema.ts';
import { counted, figure, whole } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import { fairnessSection, importanceSection } from './evidence-parts.ts';
import { type Tone, tag } from './page.ts';
import { barAgainstGate } from './svg.ts';

const tones: Record<GateResult['status'], Tone> = { passes: 'good', look: 'watch', fails: 'bad' };

/** What an approver reads before deciding: quality against gates and the live version, groups, reasons, cost, scan. */
export const evidenceSection = (evidence: Evidence): Html => {
  const live = evidence.champion?.version;
  const compared = evidence.gates.filter(({ kind }) => kind === 'gate' || kind === 'latency' || kind === 'fairness');
  const versus = evidence.gates.filter(({ kind }) => kind === 'champion');
  const auc = compared.some(({ gate }) => gate === 'auc');
  const claims = evidence.gates.filter(({ kind }) => kind === 'claim');
  return html`<h2>How good is it</h2><p class="key">Blue mark: ${evidence.version}, the thin line its 95 % interval. ${
    live ? `Grey bar: ${live}, live now. ` : ''
  }Dark line: the gate of the ${evidence.risk} tier.${auc && ' The bar of AUC begins at 0.5, which is chance.'}</p>
${gateTable(compared, evidence)}
${worries(compared)}
${live ? html`<h2>Against ${live}, live now</h2>${lines(versus)}` : html`<p class="quiet">Nothing is live yet, so there is no version to compare it with.</p>`}
${claims.length > 0 && html`<h2>What the team claimed</h2>${lines(claims)}`}
${measurements(evidence)}
${fairnessSection(evidence.fairness)}
${importanceSection(evidence.importance)}
<h2>Was anything harmful found in the files</h2><p>${evidence.scan.findings.length === 0 && html`<b>Nothing.</b> `}${evidence.scan.sentence}.</p>${
    evidence.scan.findings.length > 0 &&
    html`<ul>${evidence.scan.findings.map(({ path, message }) => html`<li><code>${path}</code> ${message}</li>`)}</ul>`
  }`;
};

const measurements = ({ holdoutRows, metrics }: Evidence): Html =>
  html`<details><summary>All measurements on ${counted(holdoutRows, 'row')}</summary><div class="scroll"><table><thead><tr><th>Measure</th><th class="n">value</th><th class="n">95 % interval</th><th class="n">rows</th></tr></thead><tbody>${metrics.map(
    ({ label, value, interval, n }) =>
      html`<tr><th scope="row">${label}</th><td class="n">${figure(value)}</td><td class="n">${interval ? `${figure(interval.low)} to ${figure(interval.high)}` : ''}</td><td class="n">${whole(n)}</td></tr>`,
  )}</tbody></table></div></details>`;

/** The facts an approver asks for first. */
export const evidenceFacts = ({
  purpose,
  team,
  owner,
  champion,
  cost,
  latency,
  holdoutRows,
}: Evidence): [string, string][] => [
  ['Decides', purpose],
  ['Team, owner', `${team}, ${owner}`],
  ['Replaces', champion ? champion.version : 'nothing, it is the first'],
  [
    'Costs a month',
    dollars(cost.monthlyUsd) +
      (cost.championMonthlyUsd === undefined ? '' : `, now ${dollars(cost.championMonthlyUsd)}`),
  ],
  ['Answers in', `${milliseconds(latency.p50Ms)}, 99 of 100 in ${milliseconds(latency.p99Ms)}`],
  ['Measured on', counted(holdoutRows, 'row')],
];

const gateTable = (results: readonly GateResult[], { version, champion }: Evidence): Html =>
  html`<table class="stack"><thead><tr><th>Measure</th><th>Compared</th><th class="n">${version}</th><th class="n wide">gate</th>${
    champion && html`<th class="n wide">${champion.version}</th>`
  }<th>Verdict</th></tr></thead><tbody>${results.map(
    (result) =>
      html`<tr><th scope="row">${result.label}</th><td class="drawn">${bar(result)}</td><td class="n">${written(result, result.measured)} <span class="quiet wide">${spread(result)}</span></td><td class="n wide">${written(result, result.limit)}</td>${
        champion &&
        html`<td class="n wide">${result.champion === undefined ? '' : written(result, result.champion)}</td>`
      }<td>${tag(tones[result.status], result.status)}</td></tr>`,
  )}</tbody></table>`;

const bar = (result: GateResult): Html | undefined => {
  const { label, measured, limit, champion, interval } = result;
  if (measured === undefined) return undefined;
  const values = [measured, limit, champion, interval?.high].filter((value): value is number => value !== undefined);
  const share = result.side === 'at-least' && values.every((value) => value >= 0 && value <= 1);
  // An AUC of one half is chance, so that is where its bar begins.
  const from = result.gate === 'auc' && Math.min(...values) >= 0.5 ? 0.5 : Math.min(0, ...values);
  const to = share ? 1 : Math.max(...values, from + Number.MIN_VALUE) * 1.15;
  const write = (value: number) => written(result, value);
  return barAgainstGate({ label, from, to, now: measured, interval, was: champion, gate: limit, write });
};

const worries = (results: readonly GateResult[]): Html | undefined => {
  const open = results.filter(({ status }) => status !== 'passes');
  return open.length === 0
    ? undefined
    : html`<ul>${open.map(({ status, sentence }) => html`<li><b class="${tones[status]}">${status}:</b> ${sentence}</li>`)}</ul>`;
};

const lines = (results: readonly GateResult[]): Html =>
  html`<table><tbody>${results.map(({ sentence, status }) => html`<tr><td>${sentence}</td><td class="n">${tag(tones[status], status)}</td></tr>`)}</tbody></table>`;

const written = ({ unit }: GateResult, value: number | undefined): string => {
  if (value === undefined) return 'none';
  return { none: figure(value), ms: milliseconds(value), points: `${(value * 100).toFixed(1)} pt` }[unit];
};

const spread = ({ interval, unit }: GateResult): string => {
  if (!interval) return '';
  const half = (interval.high - interval.low) / 2;
  return `±${unit === 'points' ? (half * 100).toFixed(1) : figure(half)}`;
};

const milliseconds = (ms: number): string => `${ms >= 10 ? whole(ms) : figure(ms, 2)} ms`;
const dollars = (amount: number | undefined): string =>
  amount === undefined ? 'not known' : `$${amount < 10 ? amount.toFixed(2) : whole(amount)}`;
