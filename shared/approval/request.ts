import { epochSeconds } from '../kernel/clock.ts';
import type { PinnedPolicy } from '../policy/ports.ts';
import { tierOf } from '../policy/tier-of.ts';
import { type ModelVersion, versionKey } from '../registry/schema.ts';
import { approversOf } from './eligibility.ts';
import { NoApproverReachable } from './errors.ts';
import type { ApprovalRequest, Bound } from './schema.ts';

/** The digests an approval of this version is about; `undefined` while it has not been validated and evaluated. */
export const boundOf = (version: ModelVersion): Bound | undefined => {
  const { validation, evaluation } = version.evidence;
  if (validation === undefined || evaluation === undefined) return undefined;
  return {
    artefact: version.files.model.sha256,
    manifest: version.manifest.sha256,
    ...(version.declared && { declared: version.declared.sha256 }),
    policy: version.policy.sha256,
    validation,
    evaluation,
  };
};

/**
 * A request to let an evaluated version go live, asked of the groups of its tier. Quorum, groups and expiry are those of
 * the policy the version was judged by; who is in the groups is read from the policy in force.
 * @throws NoApproverReachable when fewer people than the quorum could decide
 */
export const openRequest = (
  version: ModelVersion,
  bound: Bound,
  judgedBy: PinnedPolicy,
  inForce: PinnedPolicy,
  given: {
    readonly requestId: string;
    readonly taskToken: string;
    readonly now: Date;
    readonly exceptions: readonly string[];
    readonly watching: readonly string[];
  },
): ApprovalRequest => {
  const { groups, quorum, expiresAfterSeconds } = tierOf(judgedBy.policy, version.risk).approval;
  const { team, model, submitter, risk } = version;
  const invited = approversOf({ team, submitter, groups }, inForce.policy);
  if (invited.length < quorum) throw new NoApproverReachable(versionKey(version), groups, quorum, invited.length);
  return {
    team,
    model,
    version: version.version,
    requestId: given.requestId,
    status: 'pending',
    revision: 0,
    risk,
    submitter,
    environment: 'production',
    bound,
    policyVersion: judgedBy.policy.version,
    versionRevision: version.revision + 1,
    quorum,
    groups: [...groups],
    invited: invited.map(({ subject }) => subject),
    requestedAt: given.now.toISOString(),
    expiresAt: epochSeconds(given.now) + expiresAfterSeconds,
    exceptions: [...given.exceptions],
    watching: [...given.watching],
    votes: [],
    taskToken: given.taskToken,
  };
};
