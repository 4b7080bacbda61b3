import { DecisionNotValid } from '../deployment/errors.ts';
import type { ModelVersion } from '../registry/schema.ts';
import type { Approvals, VerifySignature } from './ports.ts';
import type { ApprovalRequest } from './schema.ts';
import { decisionProblem } from './statement.ts';

interface Sources {
  readonly approvals: Approvals;
  readonly verify: VerifySignature;
}

/**
 * The decision on a version, read consistently and held against the version, digest by digest, and against its
 * signature.
 * @throws DecisionNotValid
 */
export const requireDecision = async (
  { approvals, verify }: Sources,
  version: ModelVersion,
): Promise<ApprovalRequest & { readonly outcome: 'approve' | 'decline' }> => {
  const requestId = version.approval?.requestId ?? 'no request';
  const request = await approvals.find(requestId);
  if (!request) throw new DecisionNotValid(requestId, 'there is no such request');
  const problem = await decisionProblem(request, version, verify);
  if (problem !== undefined || request.outcome === undefined)
    throw new DecisionNotValid(requestId, problem ?? 'it has no outcome');
  return { ...request, outcome: request.outcome };
};

/** The approval of a version that is about to be deployed. @throws DecisionNotValid when there is none that holds */
export const requireApproval = async (sources: Sources, version: ModelVersion): Promise<ApprovalRequest> => {
  const request = await requireDecision(sources, version);
  if (request.outcome !== 'approve') throw new DecisionNotValid(request.requestId, 'it was declined');
  return request;
};
