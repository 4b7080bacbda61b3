import type { AuditRecord } from '../audit/schema.ts';
import { instantInWords } from '../kernel/instants.ts';
import { mailOf } from '../notifications/letter.ts';
import type { Mail } from '../notifications/ports.ts';
import type { Person, Policy } from '../policy/schema.ts';
import type { ModelVersion } from '../registry/schema.ts';
import { missingVotes } from './decision.ts';
import { oneLine, unlinked } from './plain-text.ts';
import type { ApprovalRequest } from './schema.ts';

export interface RequestMail {
  readonly kind: 'request' | 'reminder' | 'escalation';
  readonly request: ApprovalRequest;
  readonly version: ModelVersion;
  readonly person: Person;
  readonly policy: Policy;
  /** From configuration, never from a request's headers. */
  readonly siteUrl: string;
  /** The record that the request was made: a witness outside the system, should its log ever be rewritten (T-22). */
  readonly record?: AuditRecord | undefined;
}

/** Address of a request's page: an opaque id and nothing else. */
const requestUrl = (siteUrl: string, requestId: string): string => new URL(`/r/${requestId}`, siteUrl).href;

/** Asks an approver to decide, or reminds of it. The subject line holds validated names only. */
export const requestMail = ({ kind, request, version, person, policy, siteUrl, record }: RequestMail): Mail => {
  const name = `${request.model} ${request.version}`;
  const until = instantInWords(new Date(request.expiresAt * 1000));
  const asker = nameOf(request.submitter, policy);
  return mailOf({
    to: person.email,
    subject: subjects[kind](name),
    greeting: `Hello ${oneLine(person.name, 100)},`,
    paragraphs: [
      ...openings[kind](name, until),
      `${asker} of the ${request.team} team sent it in. In their words, it is for: ${unlinked(oneLine(version.purpose, 300))}`,
      ...(request.watching.length > 0 ? [`Once it is live: ${request.watching.join(' ')}`] : []),
      ...(request.exceptions.length > 0 ? ['The gate let this through only because people reviewed it:'] : []),
    ],
    points: request.exceptions.map((sentence) => unlinked(oneLine(sentence, 1000))),
    link: { label: 'See the evidence and decide, after signing in:', url: requestUrl(siteUrl, request.requestId) },
    facts: [
      ['What', `${name}, ${request.risk} risk, to production`],
      ['Model file', `SHA-256 ${request.bound.artefact.slice(0, 12)}`],
      ['Decide before', until],
      ['Still needed', stillNeeded(missingVotes(request, policy), request.groups)],
      ...(record ? ([['On record as', `no. ${record.seq}, ${record.hash.slice(0, 12)}`]] as const) : []),
    ],
    closing: [
      'If you did not expect this, decline it. Nobody can decide through this mail alone, so it may be forwarded, but only people of the groups named above can decide.',
    ],
  });
};

const subjects: Record<RequestMail['kind'], (name: string) => string> = {
  request: (name) => `${name} asks to go live: please decide`,
  reminder: (name) => `Still waiting for you: ${name} asks to go live`,
  escalation: (name) => `Time runs out: ${name} asks to go live`,
};

const openings: Record<RequestMail['kind'], (name: string, until: string) => readonly string[]> = {
  request: (name) => [`${name} passed its checks and asks to go live. You are one of the people who decide.`],
  reminder: (name, until) => [`${name} still waits for a decision. Without one, the request ends on ${until}.`],
  escalation: (name, until) => [
    `${name} waits for a decision, and most of the time for it is over. The request ends on ${until}; then it would have to be sent in again.`,
  ],
};

/** "2 people of model-risk or business": who is still missing. */
export const stillNeeded = (missing: number, groups: readonly string[]): string =>
  `${missing} ${missing === 1 ? 'person' : 'people'} of ${groups.join(' or ')}`;

/** The name the policy has for an address, or the address itself, not clickable. */
export const nameOf = (address: string, policy: Policy): string => {
  const person = policy.people.find(({ email }) => email.toLowerCase() === address.toLowerCase());
  return person ? oneLine(person.name, 100) : unlinked(oneLine(address, 200));
};
