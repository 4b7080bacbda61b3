import type { Person, Policy } from '../policy/schema.ts';
import { tierOf } from '../policy/tier-of.ts';
import type { ModelVersion } from '../registry/schema.ts';
import { asksForIt, isInAskedGroup, mayDecide } from './eligibility.ts';
import { isExpired } from './expiry.ts';
import type { DecisionInput } from './form.ts';
import { boundOf } from './request.ts';
import type { ApprovalRequest, Vote } from './schema.ts';
import { shownDigest } from './shown.ts';
import { newerThan } from './superseded.ts';

/** Why a decision does not count. `http` is the status a person's browser gets. */
export const refusals = {
  'already-decided': { http: 409, text: 'The decision was made before.' },
  'already-voted': { http: 409, text: 'You decided otherwise before, and that stands.' },
  withdrawn: { http: 410, text: 'The request was withdrawn.' },
  expired: { http: 410, text: 'The time to decide is over.' },
  changed: {
    http: 409,
    text: 'Something changed since this page was shown to you. Look at it again before you decide.',
  },
  'not-current': { http: 409, text: 'The version is no longer waiting for a decision on these bytes.' },
  superseded: { http: 409, text: 'A newer version of this model came in. That one is to be decided, not this.' },
  'self-approval': { http: 403, text: 'You belong to the side that asks, so you may not decide.' },
  'not-an-approver': { http: 403, text: 'You are no longer in a group that decides on this.' },
  'sign-in-too-old': { http: 403, text: 'Your sign-in is too old for this decision. Sign in again, then decide.' },
  'name-differs': { http: 400, text: "To approve, type the model's name exactly as it is shown." },
  'comment-needed': { http: 400, text: 'To decline, give the reason: the team needs to know what to change.' },
} as const satisfies Record<string, { readonly http: number; readonly text: string }>;
export type RefusalCode = keyof typeof refusals;

/** Who decides: identified by the identity provider's subject, never by address. */
export interface Decider extends Person {
  /** Epoch seconds of the sign-in. */
  readonly signedInAt: number;
}

/** What the decision is judged by, all of it read now. */
export interface Circumstances {
  readonly policy: Policy;
  readonly now: Date;
  /** All versions of the model, the one asked about among them. */
  readonly versions: readonly ModelVersion[];
}

export type Outcome =
  | { readonly kind: 'refused'; readonly code: RefusalCode }
  /** The same person decided the same before: nothing new happens. */
  | { readonly kind: 'recorded'; readonly vote: Vote }
  | { readonly kind: 'counted'; readonly next: ApprovalRequest; readonly vote: Vote; readonly missing: number }
  | { readonly kind: 'approved' | 'declined'; readonly next: ApprovalRequest; readonly vote: Vote };

/** Judges one person's decision on a request. The first check that fails gives the code. */
export const decide = (
  request: ApprovalRequest,
  person: Decider,
  input: DecisionInput,
  circumstances: Circumstances,
): Outcome => {
  const own = request.votes.find(({ subject }) => subject === person.subject);
  if (own && own.decision === input.decision) return { kind: 'recorded', vote: own };
  for (const [code, fails] of checks) {
    if (fails({ request, person, input, own, ...circumstances })) return { kind: 'refused', code };
  }
  return count(request, person, input, circumstances);
};

interface Case extends Circumstances {
  readonly request: ApprovalRequest;
  readonly person: Decider;
  readonly input: DecisionInput;
  readonly own: Vote | undefined;
}

const checks: readonly (readonly [RefusalCode, (facts: Case) => boolean])[] = [
  ['already-decided', ({ request }) => request.status === 'decided'],
  ['withdrawn', ({ request }) => request.status === 'withdrawn'],
  ['expired', ({ request, now }) => request.status !== 'pending' || isExpired(request, now)],
  ['already-voted', ({ own }) => own !== undefined],
  ['changed', ({ request, input }) => input.shown !== shownDigest(request)],
  ['not-current', ({ request, versions }) => !isCurrent(request, versions)],
  ['superseded', ({ request, versions }) => newerThan(request, versions) !== undefined],
  ['self-approval', ({ request, person, policy }) => asksForIt(request, person, policy)],
  ['not-an-approver', ({ request, person, policy }) => !isInAskedGroup(request, person.subject, policy)],
  ['sign-in-too-old', (facts) => !isFresh(facts.person, facts.request, facts)],
  ['name-differs', ({ input, request }) => input.decision === 'approve' && input.name.trim() !== request.model],
  ['comment-needed', ({ input }) => input.decision === 'decline' && input.comment === ''],
];

/** Whether the person signed in recently enough for a decision on a model of this tier. */
const isFresh = (
  { signedInAt }: Pick<Decider, 'signedInAt'>,
  { risk }: Pick<ApprovalRequest, 'risk'>,
  { policy, now }: Pick<Circumstances, 'policy' | 'now'>,
): boolean => {
  const age = now.getTime() / 1000 - signedInAt;
  // Clocks of two machines differ a little; a sign-in from the far future is none.
  return age >= -300 && age <= tierOf(policy, risk).approval.freshSignInSeconds;
};

const isCurrent = (request: ApprovalRequest, versions: readonly ModelVersion[]): boolean => {
  const version = versions.find((one) => one.version === request.version);
  if (version?.state !== 'awaiting-approval' || version.revision !== request.versionRevision) return false;
  const bound = boundOf(version);
  return (
    version.approval?.requestId === request.requestId &&
    bound !== undefined &&
    Object.entries(request.bound).every(([name, digest]) => bound[name as keyof typeof bound] === digest)
  );
};

const count = (
  request: ApprovalRequest,
  person: Decider,
  input: DecisionInput,
  { policy, now }: Circumstances,
): Outcome => {
  const vote: Vote = {
    subject: person.subject,
    name: person.name,
    at: now.toISOString(),
    decision: input.decision,
    comment: input.comment,
  };
  const next = { ...request, votes: [...request.votes, vote], revision: request.revision + 1 };
  if (input.decision === 'decline')
    return { kind: 'declined', vote, next: { ...next, status: 'decided', outcome: 'decline' } };
  const missing = missingVotes(next, policy);
  return missing > 0
    ? { kind: 'counted', vote, next, missing }
    : { kind: 'approved', vote, next: { ...next, status: 'decided', outcome: 'approve' } };
};

/** How many more people must approve. An approval counts while its giver may still decide; a person counts once. */
export const missingVotes = (request: ApprovalRequest, policy: Policy): number => {
  const people = new Map(policy.people.map((person) => [person.subject, person]));
  const counted = new Set(
    request.votes
      .filter(({ subject, decision }) => {
        const person = people.get(subject);
        return decision === 'approve' && person !== undefined && mayDecide(request, person, policy);
      })
      .map(({ subject }) => subject),
  );
  return Math.max(0, quorumOf(request, policy) - counted.size);
};

/** The stricter of what was asked for and what the policy asks for now. */
const quorumOf = (request: Pick<ApprovalRequest, 'quorum' | 'risk'>, policy: Policy): number =>
  Math.max(request.quorum, tierOf(policy, request.risk).approval.quorum);
