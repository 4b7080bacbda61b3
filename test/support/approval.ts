import type { DecisionInput } from '../../shared/approval/form.ts';
import type { Session } from '../../shared/approval/ports.ts';
import { ApprovalRequest } from '../../shared/approval/schema.ts';
import { shownDigest } from '../../shared/approval/shown.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import { epochSeconds } from '../../shared/kernel/clock.ts';
import { Policy } from '../../shared/policy/schema.ts';
import { ModelVersion } from '../../shared/registry/schema.ts';

export const NOW = new Date('2026-11-23T09:14:00.000Z');
export const later = (seconds: number, from = NOW): Date => new Date(from.getTime() + seconds * 1000);

const file = (name: string) => ({ key: `sha256/${sha256(name)}/${name}`, sha256: sha256(name), bytes: 12_345 });

/** Grace and Ada ask (lending); Rosa and Mina decide for model risk, Tom for the business; Otto works elsewhere. */
export const aPolicy = (over: Partial<Policy> = {}): Policy => {
  const person = (subject: string, name: string) => ({ subject, name, email: `${subject}@example.com` });
  const tier = (quorum: number) => ({
    gates: {},
    latencyP99Ms: 100,
    approval: { groups: ['model-risk', 'business'], quorum },
  });
  return Policy.parse({
    apiVersion: 'slipway/policy/v1',
    version: 12,
    people: [
      person('grace', 'Grace Lind'),
      person('ada', 'Ada Obi'),
      person('rosa', 'Rosa Klein'),
      person('mina', 'Mina Sato'),
      person('tom', 'Tom Berg'),
      person('otto', 'Otto Fry'),
    ],
    teams: { lending: { members: ['grace', 'ada'] }, pricing: { members: ['otto'] } },
    groups: { 'model-risk': ['rosa', 'mina', 'ada'], business: ['tom'] },
    accepts: { frameworks: ['onnx'], images: ['onnx'], largestModelBytes: 1e9 },
    tiers: { low: tier(1), medium: tier(1), high: tier(2) },
    ...over,
  });
};

export const aVersion = (over: Partial<ModelVersion> = {}): ModelVersion =>
  ModelVersion.parse({
    team: 'lending',
    model: 'credit-risk',
    version: '1.4.0',
    state: 'awaiting-approval',
    revision: 5,
    owner: 'ada@example.com',
    submitter: 'grace@example.com',
    purpose: 'Probability that a loan defaults within a year',
    risk: 'medium',
    task: 'binary-classification',
    run: 'run-1',
    receivedAt: '2026-11-23T08:00:00.000Z',
    changedAt: NOW.toISOString(),
    manifest: file('manifest.yaml'),
    files: { model: file('model.onnx'), holdout: file('holdout.csv'), baseline: file('baseline.csv') },
    policy: { version: 12, sha256: sha256('policy') },
    evidence: { validation: sha256('validation'), evaluation: sha256('evaluation') },
    approval: { requestId: REQUEST_ID, expiresAt: epochSeconds(NOW) + 72 * 3600 },
    ...over,
  });

export const REQUEST_ID = 'Zm9yIHRlc3RzIG9ubHkuLg';
export const TASK_TOKEN = 'CANARY-task-token';

export const aRequest = (over: Partial<ApprovalRequest> = {}): ApprovalRequest => {
  const version = aVersion();
  return ApprovalRequest.parse({
    team: version.team,
    model: version.model,
    version: version.version,
    requestId: REQUEST_ID,
    status: 'pending',
    revision: 0,
    risk: 'medium',
    submitter: version.submitter,
    environment: 'production',
    bound: {
      artefact: version.files.model.sha256,
      manifest: version.manifest.sha256,
      policy: version.policy.sha256,
      validation: version.evidence.validation,
      evaluation: version.evidence.evaluation,
    },
    policyVersion: 12,
    versionRevision: version.revision,
    quorum: 1,
    groups: ['model-risk', 'business'],
    invited: ['rosa', 'mina', 'tom'],
    requestedAt: NOW.toISOString(),
    expiresAt: epochSeconds(NOW) + 72 * 3600,
    votes: [],
    taskToken: TASK_TOKEN,
    ...over,
  });
};

export const aSession = (subject: string, over: Partial<Session> = {}): Session => ({
  subject,
  name: aPolicy().people.find((person) => person.subject === subject)?.name ?? subject,
  email: `${subject}@example.com`,
  signedInAt: epochSeconds(NOW) - 30,
  expiresAt: epochSeconds(NOW) + 8 * 3600,
  csrf: `csrf-${subject}`,
  ...over,
});

/** A sound approval of the request as it stands. */
export const anApproval = (request: ApprovalRequest, over: Partial<DecisionInput> = {}): DecisionInput => ({
  decision: 'approve',
  name: request.model,
  comment: '',
  shown: shownDigest(request),
  ...over,
});

export const aDecline = (request: ApprovalRequest, over: Partial<DecisionInput> = {}): DecisionInput =>
  anApproval(request, { decision: 'decline', name: '', comment: 'The holdout is too old.', ...over });
