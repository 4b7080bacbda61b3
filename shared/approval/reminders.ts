import { epochSeconds } from '../kernel/clock.ts';
import type { ApprovalRequest } from './schema.ts';

/** Part of the time after which the reminder becomes urgent. */
const ESCALATE_AFTER = 0.75;

export interface DueMail {
  readonly kind: 'reminder' | 'escalation';
  /** What to write down once it is sent. */
  readonly noted: Partial<ApprovalRequest>;
}

/** The reminder that is due for a pending request now, if one is. Each kind is sent once; a late sweep sends the urgent one only. */
export const dueMail = (request: ApprovalRequest, remindAfterSeconds: number, now: Date): DueMail | undefined => {
  const asked = epochSeconds(new Date(request.requestedAt));
  const waited = epochSeconds(now) - asked;
  const at = now.toISOString();
  if (request.escalatedAt !== undefined) return undefined;
  if (waited >= (request.expiresAt - asked) * ESCALATE_AFTER)
    return { kind: 'escalation', noted: { escalatedAt: at, remindedAt: request.remindedAt ?? at } };
  if (request.remindedAt === undefined && waited >= remindAfterSeconds)
    return { kind: 'reminder', noted: { remindedAt: at } };
  return undefined;
};
