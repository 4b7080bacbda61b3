import * as z from 'zod';
import { approversOf } from '../../shared/approval/eligibility.ts';
import { requestMail } from '../../shared/approval/mail.ts';
import type { Approvals } from '../../shared/approval/ports.ts';
import { boundOf, openRequest } from '../../shared/approval/request.ts';
import type { ApprovalRequest } from '../../shared/approval/schema.ts';
import { updateRequest } from '../../shared/approval/update.ts';
import { exceptionsOf } from '../../shared/artefacts/exceptions.ts';
import { ValidationReport } from '../../shared/artefacts/validation.ts';
import { Evidence } from '../../shared/assurance/schema.ts';
import type { AuditRecord } from '../../shared/audit/schema.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { counted } from '../../shared/kernel/figures.ts';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import type { SendMail } from '../../shared/notifications/ports.ts';
import { sendAll } from '../../shared/notifications/send-all.ts';
import type { Policies } from '../../shared/policy/ports.ts';
import { MoveNotAllowed } from '../../shared/registry/errors.ts';
import { move } from '../../shared/registry/lifecycle.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { moveRecord, service } from '../../shared/registry/record.ts';
import { requireVersion } from '../../shared/registry/require-version.ts';
import { type ModelVersion, VersionId, versionKey } from '../../shared/registry/schema.ts';
import { watchingInShort } from '../../shared/reporting/watch-words.ts';
import type { Documents } from '../../shared/storage/ports.ts';

export const RequestApprovalInput = whenUsed(() => VersionId.extend({ taskToken: z.string().min(1).max(2048) }));
export type RequestApprovalInput = z.infer<typeof RequestApprovalInput>;

export const RequestApprovalResult = whenUsed(() => z.object({ requestId: z.string() }));
export type RequestApprovalResult = z.infer<typeof RequestApprovalResult>;

interface Deps {
  readonly registry: ModelRegistry;
  readonly approvals: Approvals;
  readonly policies: Policies;
  readonly evidence: Documents;
  readonly sendMail: SendMail;
  readonly siteUrl: string;
  readonly clock: Clock;
  /** 128 random bits, base64url. */
  readonly randomId: () => string;
}

/**
 * Asks people to decide on an evaluated version. Called again for the same version it finds the same request, puts the
 * new task token there and asks nobody twice; a request that was decided meanwhile is delivered by the next sweep,
 * because this function has no right to wake a machine.
 * @throws NoApproverReachable when nobody could decide; MailNotSent when too few could be asked
 */
export const createRequestApproval =
  (deps: Deps) =>
  async ({ taskToken, ...id }: RequestApprovalInput): Promise<RequestApprovalResult> => {
    const version = await requireVersion(deps.registry, id);
    const { request, record } = version.approval
      ? { request: await renew(deps, version.approval.requestId, taskToken), record: undefined }
      : await open(deps, version, taskToken);
    if (!request) throw new MoveNotAllowed(versionKey(version), 'its approval request is gone');
    if (request.status === 'pending' && request.mailedAt === undefined) await ask(deps, version, request, record);
    return { requestId: request.requestId };
  };

const open = async (
  { approvals, policies, evidence, clock, randomId }: Deps,
  version: ModelVersion,
  taskToken: string,
): Promise<{ request: ApprovalRequest; record: AuditRecord | undefined }> => {
  const bound = boundOf(version);
  if (!bound) throw new MoveNotAllowed(versionKey(version), 'it was not validated and evaluated');
  const now = clock();
  const judgedBy = await policies.bySha256(version.policy.sha256);
  const inForce = await policies.current();
  const { scan } = ValidationReport.parse(await evidence.json(bound.validation));
  const { watching } = Evidence.parse(await evidence.json(bound.evaluation));
  const given = {
    requestId: randomId(),
    taskToken,
    now,
    exceptions: exceptionsOf(scan),
    watching: watching ? watchingInShort(watching) : [],
  };
  const request = openRequest(version, bound, judgedBy, inForce, given);
  const { requestId, expiresAt } = request;
  const moved = move(version, 'awaiting-approval', now, { approval: { requestId, expiresAt } });
  if (moved.kind !== 'moved')
    throw new MoveNotAllowed(
      versionKey(version),
      moved.kind === 'refused' ? moved.reason : 'it waits without a request',
    );
  const note = `${counted(request.invited.length, 'person is', 'people are')} asked, ${request.quorum} must approve`;
  const [record] = await approvals.open(request, moved.next, [
    moveRecord(moved.next, moved.from, now, service('request-approval'), { requestId }, note),
  ]);
  return { request, record };
};

/** Only the stored token is replaced; of a decided request the delivery is due again. */
const renew = ({ approvals }: Deps, requestId: string, taskToken: string): Promise<ApprovalRequest | undefined> =>
  updateRequest(approvals, requestId, ({ status }) =>
    status === 'pending' || status === 'decided'
      ? { taskToken, deliveredAt: undefined, undeliverableAt: undefined }
      : undefined,
  );

const ask = async (
  { approvals, policies, sendMail, siteUrl, clock }: Deps,
  version: ModelVersion,
  request: ApprovalRequest,
  record: AuditRecord | undefined,
): Promise<void> => {
  const { policy } = await policies.current();
  const mails = approversOf(request, policy).map((person) =>
    requestMail({ kind: 'request', request, version, person, policy, siteUrl, record }),
  );
  await sendAll(sendMail, mails, request.quorum);
  await updateRequest(approvals, request.requestId, () => ({ mailedAt: clock().toISOString() }));
};
