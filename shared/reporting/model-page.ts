import { sayingOf } from '../audit/saying.ts';
import type { AuditRecord } from '../audit/schema.ts';
import { type Html, html } from '../kernel/html.ts';
import type { NameOf } from '../policy/names.ts';
import type { ExternalModel } from '../registry/external-model.ts';
import type { ModelHealth, ModelVersion, RefusedSubmission } from '../registry/schema.ts';
import { importanceWords } from './importance-drift-section.ts';
import { factList, mailTo, page, tag, time } from './page.ts';
import { qualityWords } from './quality-words.ts';
import { since } from './since-words.ts';
import { stateTag } from './state-words.ts';
import { verdictLine } from './verdict-line.ts';

export interface ModelPage {
  readonly name: string;
  readonly versions: readonly ModelVersion[];
  readonly health?: ModelHealth;
  readonly refused: readonly RefusedSubmission[];
  /** The model, when it runs elsewhere and is only watched here. */
  readonly external?: ExternalModel;
  /** The records that can be read, oldest first. */
  readonly records: readonly AuditRecord[];
  /** What is wrong with the record, if anything: where, and what. */
  readonly findings?: readonly { readonly seq: number; readonly message: string }[];
  readonly nameOf?: NameOf;
  readonly corner?: string;
}

const SHOWN_RECORDS = 50;
const SHOWN_WINDOWS = 24;
const SHOWN_FINDINGS = 10;

/** One model: who answers for it, where each version stands, its last checks, and its record. */
export const modelPage = ({
  name,
  versions,
  health,
  refused,
  external,
  records,
  findings = [],
  nameOf = () => undefined,
  corner,
}: ModelPage): string => {
  const live = versions.find(({ state }) => state === 'live');
  const newest = [...versions].sort((a, b) => b.receivedAt.localeCompare(a.receivedAt));
  const subject = live ?? newest[0] ?? external;
  const checked =
    health && health.version === (live ?? external)?.version ? health.sentence : 'Its traffic was not checked yet.';
  return page({
    title: name,
    heading: name,
    lead: live
      ? `Version ${live.version} is live. ${checked}`
      : external
        ? `Version ${external.version} runs elsewhere: ${external.runsAt}. Slipway only watches it. ${checked}`
        : 'No version of it is live.',
    ...(corner && { corner }),
    body: html`${
      subject &&
      factList([
        ['Decides', subject.purpose],
        ['Answers for it', mailTo(subject.owner, nameOf(subject.owner))],
        ['Risk', subject.risk],
        ['Task', subject.task.replaceAll('-', ' ')],
        ...(external ? [['Watched since', time(external.since)] as const] : []),
      ])
    }
${newest.length > 0 && versionTable(newest)}${health && checks(health)}${refused.map(turnedAway)}${recordSection(records, findings, nameOf)}`,
  });
};

const versionTable = (versions: readonly ModelVersion[]): Html => html`<h2>Versions</h2>
<table class="read rows"><thead><tr><th>Version</th><th>State</th><th>Since</th><th>Why</th><th>Model file</th></tr></thead><tbody>
${versions.map(
  ({ team, model, version, state, changedAt, reason, files }) =>
    html`<tr><td class="in"><a href="/models/${team}/${model}/${version}"><b>${version}</b></a></td><td class="in">${stateTag(state)}</td><td class="short in" data-is="since">${time(changedAt)}</td><td>${reason?.text}</td><td class="short"><code>sha256 ${files.model.sha256.slice(0, 12)}</code></td></tr>`,
)}</tbody></table>`;

const checks = ({
  recent,
  report,
  alarm,
  quality,
  importance,
}: ModelHealth): Html => html`<h2>Checks of its traffic</h2>
<p>${since(recent)} ${alarm && html`<b class="bad">The drift alarm is on.</b> `}<a href="/${report}">The last report</a></p>
${verdictLine(recent.slice(-SHOWN_WINDOWS))}${quality && html`<p>${tag(qualityWords[quality.verdict].tone, qualityWords[quality.verdict].word)} By the labels for answers until ${time(quality.at)}: ${quality.sentence}</p>`}${importance && html`<p>${tag(importanceWords[importance.verdict].tone, importanceWords[importance.verdict].word)} By the same, until ${time(importance.at)}: ${importance.sentence}</p>`}`;

const turnedAway = ({
  version,
  at,
  findings,
}: RefusedSubmission): Html => html`<h2>Version ${version} was turned away at the door</h2>
<p class="quiet">${time(at)}. It never became a version: correct it and send it again under the same number.</p>
<table class="read rows"><thead><tr><th>Where</th><th>What</th><th>What would be right</th></tr></thead><tbody>
${findings.map(({ path, message, expected }) => html`<tr><td><code>${path}</code></td><td>${message}</td><td data-is="Right would be:">${expected ?? 'the message says it'}</td></tr>`)}</tbody></table>`;

const recordSection = (
  records: readonly AuditRecord[],
  findings: NonNullable<ModelPage['findings']>,
  nameOf: NameOf,
): Html => {
  const doubted = new Set(findings.map(({ seq }) => seq));
  return html`<h2>Record</h2>
${findings.length > 0 ? broken(findings) : html`<p class="quiet">Each entry carries the hash of the one before it. They were checked for this page; <code>slipway audit verify</code> holds them against everything else too.</p>`}
<table class="read rows"><thead><tr><th class="n">#</th><th>When</th><th>What</th><th>Version</th><th>Found</th><th>By</th><th>Hash</th></tr></thead><tbody>
${[...records]
  .reverse()
  .slice(0, SHOWN_RECORDS)
  .map(
    ({ seq, at, type, subject, reason, actor, hash }) =>
      html`<tr><td class="n in">${seq}</td><td class="short in">${time(at)}</td><td><b>${type.replace('.', ': ').replaceAll('-', ' ')}</b>${doubted.has(seq) && html` ${tag('bad', 'in doubt')}`}</td><td class="in" data-is="version">${subject.version}</td><td>${sayingOf({ type, reason })}</td><td class="in" data-is="by">${nameOf(actor.id) ?? actor.id}</td><td class="in" data-is="hash"><code class="short">${hash.slice(0, 8)}</code></td></tr>`,
  )}</tbody></table>`;
};

const broken = (findings: NonNullable<ModelPage['findings']>): Html =>
  html`<p><b class="bad">This record does not hold together.</b> It was changed, or lost something, after it was written. Whoever operates Slipway should be told, and should run <code>slipway audit verify</code>. What can be read is shown all the same.</p>
<ul>${findings.slice(0, SHOWN_FINDINGS).map(({ seq, message }) => html`<li>Entry ${seq}: ${message}.</li>`)}${findings.length > SHOWN_FINDINGS && html`<li>and ${findings.length - SHOWN_FINDINGS} more.</li>`}</ul>`;
