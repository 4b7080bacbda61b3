import { type RefusalCode, refusals } from '../../shared/approval/decision.ts';
import { decisionPage } from '../../shared/approval/decision-page.ts';
import { plainStrings } from '../../shared/approval/plain-text.ts';
import type { Session } from '../../shared/approval/ports.ts';
import type { ApprovalRequest } from '../../shared/approval/schema.ts';
import { hindrance } from '../../shared/approval/stance.ts';
import { ValidationReport } from '../../shared/artefacts/validation.ts';
import { Evidence } from '../../shared/assurance/schema.ts';
import { requireVersion } from '../../shared/registry/require-version.ts';
import type { HttpAnswer } from '../../shared/runtime/http.ts';
import type { Deps } from './deps.ts';

/** What a closed request answers with; anything else that keeps a person from deciding is still a page to look at. */
const closed: ReadonlySet<RefusalCode> = new Set(['expired', 'withdrawn']);

/** The page of a request as this person sees it now. Reads only. */
export const showRequest = async (
  { registry, policies, evidence, clock }: Deps,
  request: ApprovalRequest,
  session: Session,
  problem?: { readonly code: RefusalCode; readonly comment: string },
): Promise<HttpAnswer> => {
  const now = clock();
  const [{ policy }, version, versions, evaluation, validation] = await Promise.all([
    policies.current(),
    requireVersion(registry, request),
    registry.versionsOf(request),
    evidence.json(request.bound.evaluation),
    evidence.json(request.bound.validation),
  ]);
  const hindered = hindrance(request, session, { policy, versions, now });
  return {
    status: hindered && closed.has(hindered) ? refusals[hindered].http : 200,
    body: decisionPage({
      request,
      version,
      evidence: Evidence.parse(plainStrings(evaluation)),
      gate: ValidationReport.parse(plainStrings(validation)),
      policy,
      session,
      now,
      hindrance: hindered,
      ...(problem && { problem }),
    }),
  };
};
