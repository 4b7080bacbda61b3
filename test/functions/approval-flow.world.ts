import { createConfirmDecision } from '../../functions/confirm-decision/confirm-decision.ts';
import { createRequestApproval } from '../../functions/request-approval/request-approval.ts';
import { createSweep } from '../../functions/sweep/sweep.ts';
import { decide } from '../../shared/approval/decision.ts';
import type { CompleteTask } from '../../shared/approval/ports.ts';
import type { ApprovalRequest } from '../../shared/approval/schema.ts';
import { sign } from '../../shared/approval/statement.ts';
import { chainOf, eventIdOf } from '../../shared/audit/chain.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import type { Mail } from '../../shared/notifications/ports.ts';
import type { ModelVersion } from '../../shared/registry/schema.ts';
import type { Metric } from '../../shared/runtime/metrics.ts';
import { anApproval, aPolicy, aSession, aVersion, NOW, REQUEST_ID } from '../support/approval.ts';
import { anEvidence } from '../support/evidence.ts';
import { memoryApprovals } from '../support/memory/approvals.ts';
import { memoryDocuments } from '../support/memory/documents.ts';
import { memoryRegistry } from '../support/memory/model-registry.ts';
import { memoryKey } from '../support/memory/signing.ts';
import { aValidationReport } from '../support/validation.ts';

export const SITE = 'https://approve.example';
const ID = { team: 'lending', model: 'credit-risk', version: '1.4.0' };

/** Asking, deciding, confirming and sweeping over one set of in-memory ports, from an evaluated version on. */
export const aFlow = (over: Partial<ModelVersion> = {}) => {
  const registry = memoryRegistry();
  registry.seed(aVersion({ state: 'evaluated', revision: 4, approval: undefined, ...over }));
  const approvals = memoryApprovals(registry);
  const key = memoryKey('key');
  const mails: Mail[] = [];
  const woken: string[] = [];
  const metrics: Metric[] = [];
  const state = {
    now: NOW,
    policy: aPolicy(),
    validation: aValidationReport(),
    evaluation: anEvidence(),
    mailFails: (_to: string): boolean => false,
    completeTask: (async (token) => {
      woken.push(token);
      return 'delivered';
    }) as CompleteTask,
  };
  const ports = {
    registry,
    approvals,
    policies: {
      current: async () => ({ policy: state.policy, sha256: '' }),
      bySha256: async () => ({ policy: state.policy, sha256: '' }),
    },
    evidence: {
      ...memoryDocuments(),
      json: async (digest: string) => (digest === sha256('evaluation') ? state.evaluation : state.validation),
    },
    sendMail: async (mail: Mail) => {
      if (state.mailFails(mail.to)) throw new Error('bounced');
      mails.push(mail);
    },
    completeTask: ((token, output) => state.completeTask(token, output)) as CompleteTask,
    siteUrl: SITE,
    clock: () => state.now,
    randomId: () => REQUEST_ID,
    verify: key.verify,
    emit: (added: readonly Metric[]) => void metrics.push(...added),
  };
  const current = async () => (await approvals.find(REQUEST_ID)) as ApprovalRequest;

  /** What the page does when the person presses the button, without delivering. */
  const vote = async (subject: string, input = {}) => {
    const request = await current();
    const outcome = decide(
      request,
      aSession(subject, { signedInAt: state.now.getTime() / 1000 }),
      anApproval(request, input),
      { policy: state.policy, now: state.now, versions: await registry.versionsOf(ID) },
    );
    if (!('next' in outcome)) throw new Error(`not decided: ${JSON.stringify(outcome)}`);
    const draft = {
      chain: chainOf(ID),
      eventId: eventIdOf('vote', subject),
      type: 'approval.decided' as const,
      at: state.now.toISOString(),
      actor: { kind: 'person' as const, id: subject, assurance: 'oidc' },
      subject: { model: 'lending/credit-risk', version: ID.version, digest: request.bound.artefact },
      from: 'pending',
      to: outcome.next.status,
      reason: { code: outcome.vote.decision, text: outcome.vote.comment },
      evidence: {},
      refs: {},
    };
    await approvals.save({ ...outcome.next, statement: await sign(outcome.next, key.signer) }, [draft]);
  };

  return {
    registry,
    approvals,
    key,
    mails,
    woken,
    metrics,
    state,
    current,
    vote,
    request: (taskToken = 'token-1') => createRequestApproval(ports)({ ...ID, taskToken }),
    confirm: () => createConfirmDecision(ports)(ID),
    sweep: () => createSweep(ports)(),
    stateOf: async () => (await registry.find(ID))?.state,
  };
};
