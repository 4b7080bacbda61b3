import type { ValidationReport } from '../artefacts/validation.ts';
import type { Evidence } from '../assurance/schema.ts';
import { type Html, html } from '../kernel/html.ts';
import { instantInWords, spanInWords } from '../kernel/instants.ts';
import type { Policy } from '../policy/schema.ts';
import { type ModelVersion, modelKey } from '../registry/schema.ts';
import { evidenceFacts, evidenceSection } from '../reporting/evidence-section.ts';
import { gateSection } from '../reporting/gate-section.ts';
import { factList, page, tag } from '../reporting/page.ts';
import { stateWords } from '../reporting/state-words.ts';
import { watchSection } from '../reporting/watch-section.ts';
import { missingVotes, type RefusalCode, refusals } from './decision.ts';
import { decisionForm, signInAgain } from './decision-form.ts';
import { nameOf, stillNeeded } from './mail.ts';
import { plainText } from './plain-text.ts';
import type { Session } from './ports.ts';
import type { ApprovalRequest } from './schema.ts';
import { csrfToken } from './session.ts';
import { shownDigest } from './shown.ts';

export interface DecisionPage {
  readonly request: ApprovalRequest;
  readonly version: ModelVersion;
  readonly evidence: Evidence;
  /** What the gate saw in the files: the report that the approval is bound to. */
  readonly gate: ValidationReport;
  readonly policy: Policy;
  readonly session: Session;
  readonly now: Date;
  /** Why this person cannot decide now; `undefined` when he can. */
  readonly hindrance: RefusalCode | undefined;
  /** What was wrong with the form just sent, and what was typed there. */
  readonly problem?: { readonly code: RefusalCode; readonly comment: string };
}

/** Everything needed to decide, on one page: the sentence first, then the numbers, then exactly what is approved. */
export const decisionPage = (content: DecisionPage): string => {
  const { request, version, evidence, gate, session, now } = content;
  const status = statusOf(content);
  return page({
    title: `${request.model} ${request.version}: ${status.short}`,
    heading: status.title,
    corner: `signed in as ${session.name}`,
    kicker: html`${tag(riskTones[request.risk], `${request.risk} risk`)} <span class="quiet">${waiting(request, now)}</span>`,
    lead: request.status === 'pending' && !closed(content) ? evidence.sentence : status.lead,
    body: html`${problemNote(content)}${request.status === 'pending' && !closed(content) ? html`<p>${status.lead}${mayAct(content) && html` <a href="#decide">Decide below</a>`}</p>` : ''}
${factList(facts(content))}
${votes(request)}
${evidenceSection(evidence)}
${gateSection(gate, request.bound.validation)}
${watchSection(evidence.watching)}
${boundTable(request, version)}
${request.status !== 'pending' && html`<p><a href="/models/${modelKey(request)}">All versions of ${request.model}, and its record</a></p>`}${formOf(content)}
<form class="leave" method="post" action="/sign-out"><input type="hidden" name="csrf" value="${csrfToken(session, 'sign-out')}"><p>Not ${session.name}? <button>Sign out</button></p></form>`,
  });
};

const riskTones = { low: 'good', medium: 'watch', high: 'watch' } as const;

const mayAct = ({ hindrance }: DecisionPage): boolean => hindrance === undefined || hindrance === 'sign-in-too-old';

const closed = ({ hindrance }: DecisionPage): boolean => hindrance !== undefined && hindrance in closings;

const waiting = (request: ApprovalRequest, now: Date): Html => {
  const expiry = new Date(request.expiresAt * 1000);
  const asked = new Date(request.requestedAt);
  const expires = html`<time datetime="${expiry.toISOString()}">${instantInWords(expiry)}</time>`;
  return request.status === 'pending'
    ? html`asked ${spanInWords((now.getTime() - asked.getTime()) / 1000)} ago; to be decided before ${expires}`
    : html`asked on <time datetime="${asked.toISOString()}">${instantInWords(asked)}</time>`;
};

interface Status {
  readonly short: string;
  readonly title: string;
  readonly lead: string;
}

const statusOf = ({ request, version, hindrance, policy }: DecisionPage): Status => {
  const name = `${request.model} ${request.version}`;
  const asks = { short: 'asks to go live', title: `${name} asks to go live` };
  const last = request.votes.at(-1);
  if (request.status === 'decided') {
    const verb = request.outcome === 'approve' ? 'approved' : 'declined';
    const people = request.votes.map((vote) => vote.name).join(' and ');
    const when = last ? instantInWords(new Date(last.at)) : '';
    const who = verb === 'declined' ? (last?.name ?? '') : people;
    return {
      short: verb,
      title: `${name} was ${verb}`,
      lead: `${who} ${verb} it on ${when}. ${verb === 'approved' ? sinceApproval(version) : 'The team was told why. A new version may be sent in.'}`,
    };
  }
  const closing = hindrance && closings[hindrance];
  if (closing) return { short: closing.short, title: closing.title(name), lead: closing.lead };
  if (hindrance === 'already-voted') {
    const missing = stillNeeded(missingVotes(request, policy), request.groups);
    return { ...asks, lead: `You approved it. Still needed: ${missing}.` };
  }
  if (hindrance === 'self-approval')
    return { ...asks, lead: 'You belong to the team that asks, so others decide. You see what they see.' };
  if (hindrance === 'not-an-approver')
    return { ...asks, lead: 'You are no longer in a group that decides on this. Others were asked too.' };
  return {
    ...asks,
    lead: `Your decision is wanted. Still needed: ${stillNeeded(missingVotes(request, policy), request.groups)}.`,
  };
};

/** What became of it after people approved. */
const sinceApproval = ({ state }: ModelVersion): string => {
  if (state === 'live') return 'Exactly these bytes are live.';
  if (state === 'awaiting-approval' || state === 'approved' || state === 'deploying')
    return 'Slipway deploys exactly these bytes, and tells the team when they serve.';
  return `It does not serve now: ${stateWords(state)}.`;
};

const closings: Partial<Record<RefusalCode, { short: string; title: (name: string) => string; lead: string }>> = {
  expired: {
    short: 'expired',
    title: (name) => `The time to decide on ${name} is over`,
    lead: 'Nobody may decide any more, and nothing was released. The team may send it in again under a new version number.',
  },
  withdrawn: {
    short: 'withdrawn',
    title: (name) => `The request for ${name} was withdrawn`,
    lead: 'There is nothing to decide, and nothing was released.',
  },
  superseded: {
    short: 'superseded',
    title: (name) => `A newer version came in after ${name}`,
    lead: 'Decide on the newer one: there is a mail about it as soon as it passed its checks. This one can no longer go live.',
  },
  'not-current': {
    short: 'not waiting',
    title: (name) => `${name} is not waiting for a decision`,
    lead: 'Its run ended, or what it consists of changed since people were asked. Nothing can be decided here.',
  },
};

const facts = ({ request, evidence, policy }: DecisionPage): readonly (readonly [string, string])[] => [
  ...evidenceFacts({ ...evidence, purpose: plainText(evidence.purpose, 200), owner: nameOf(evidence.owner, policy) }),
  ['Sent in by', nameOf(request.submitter, policy)],
];

const votes = ({ votes: cast }: ApprovalRequest): Html | string =>
  cast.length === 0
    ? ''
    : html`<h2>Decisions so far</h2><div class="scroll"><table><thead><tr><th>Who</th><th>Decision</th><th>When</th><th>Reason</th></tr></thead><tbody>${cast.map(
        (vote) =>
          html`<tr><td>${vote.name}</td><td>${vote.decision === 'approve' ? tag('good', 'approved') : tag('bad', 'declined')}</td><td><time datetime="${vote.at}">${instantInWords(new Date(vote.at))}</time></td><td>${vote.comment === '' ? 'none given' : vote.comment}</td></tr>`,
      )}</tbody></table></div>`;

const boundTable = ({ bound, policyVersion, environment }: ApprovalRequest, version: ModelVersion): Html =>
  html`<h2>What exactly is approved</h2>
<p class="quiet">These bytes and no others, for ${environment}. If any of them changes, the approval no longer counts.</p>
<div class="scroll"><table>${[
    ['Model file', `${megabytes(version.files.model.bytes)}, `, bound.artefact],
    ['Manifest', '', bound.manifest],
    ...(bound.declared ? [['Manifest as read', '', bound.declared] as const] : []),
    ['Checks', '', bound.validation],
    ['Evaluation', '', bound.evaluation],
    ['Policy', `version ${policyVersion}, `, bound.policy],
  ].map(
    ([label, note, digest]) => html`<tr><td>${label}</td><td>${note}<code>sha256 ${digest}</code></td></tr>`,
  )}</table></div>`;

const megabytes = (bytes: number): string =>
  bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

const problemNote = ({ problem, hindrance }: DecisionPage): Html | string =>
  problem && problem.code !== hindrance
    ? html`<p class="bad" role="alert"><b>Not taken.</b> ${refusals[problem.code].text}</p>`
    : '';

const formOf = (page: DecisionPage): Html | string => {
  const { request, session, hindrance, problem } = page;
  if (hindrance === 'sign-in-too-old') return signInAgain(request.requestId);
  if (hindrance !== undefined) return '';
  return decisionForm({
    requestId: request.requestId,
    model: request.model,
    csrf: csrfToken(session, request.requestId),
    shown: shownDigest(request),
    comment: problem?.comment ?? '',
    ...(problem && { problem: problem.code }),
  });
};
