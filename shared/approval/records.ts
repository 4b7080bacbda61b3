import { chainOf, eventIdOf } from '../audit/chain.ts';
import type { AuditDraft } from '../audit/schema.ts';
import type { Session } from './ports.ts';
import type { ApprovalRequest, Vote } from './schema.ts';

/** One POST: who, when, from where. */
export interface Attempt {
  readonly session: Session;
  readonly at: Date;
  /** Random: two attempts are two events, even of one person at one instant. */
  readonly attemptId: string;
  readonly source: { readonly network: string; readonly session: string };
}

/** The record of a decision that was counted, or that ended the request. */
export const voteRecord = (
  kind: 'counted' | 'approved' | 'declined',
  request: ApprovalRequest,
  vote: Vote,
  attempt: Attempt,
  statement: string,
): AuditDraft => ({
  ...common(request, attempt),
  type: kind === 'counted' ? 'approval.counted' : 'approval.decided',
  from: 'pending',
  to: request.status,
  reason: { code: vote.decision, text: vote.comment },
  evidence: { ...request.bound, statement },
});

/** The record of an attempt that was refused: the reason, never what was sent. */
export const attemptRecord = (request: ApprovalRequest, attempt: Attempt, code: string, text: string): AuditDraft => ({
  ...common(request, attempt),
  type: 'approval.attempt-refused',
  from: request.status,
  to: request.status,
  reason: { code, text },
  evidence: {},
});

const common = (request: ApprovalRequest, { session, at, attemptId, source }: Attempt) => ({
  chain: chainOf(request),
  eventId: eventIdOf('approval', request.requestId, session.subject, attemptId),
  at: at.toISOString(),
  actor: { kind: 'person' as const, id: session.subject, assurance: 'oidc' },
  subject: { model: `${request.team}/${request.model}`, version: request.version, digest: request.bound.artefact },
  refs: { requestId: request.requestId, network: source.network, session: source.session },
});
