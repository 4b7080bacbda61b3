import { type Circumstances, type Decider, decide, type RefusalCode } from './decision.ts';
import type { ApprovalRequest } from './schema.ts';
import { shownDigest } from './shown.ts';

/**
 * What would keep the person from deciding now, `undefined` when nothing would. It is `decide` itself that is asked, so
 * the page and the decision cannot disagree.
 */
export const hindrance = (
  request: ApprovalRequest,
  person: Decider,
  circumstances: Circumstances,
): RefusalCode | undefined => {
  const trial = { decision: 'decline', name: '', comment: 'trial', shown: shownDigest(request) } as const;
  const outcome = decide(request, person, trial, circumstances);
  if (outcome.kind === 'refused') return outcome.code;
  return outcome.kind === 'recorded' ? 'already-decided' : undefined;
};
