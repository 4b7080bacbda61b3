import { createApprovals } from '../../functions/approvals/approvals.ts';
import type { CompleteTask } from '../../shared/approval/ports.ts';
import type { ApprovalRequest } from '../../shared/approval/schema.ts';
import { csrfToken, keptUnder, SESSION_COOKIE } from '../../shared/approval/session.ts';
import { shownDigest } from '../../shared/approval/shown.ts';
import type { Evidence } from '../../shared/assurance/schema.ts';
import type { Policy } from '../../shared/policy/schema.ts';
import type { ModelVersion } from '../../shared/registry/schema.ts';
import type { HttpRequest } from '../../shared/runtime/http.ts';
import { aPolicy, aRequest, aSession, aVersion, NOW, REQUEST_ID } from '../support/approval.ts';
import { anEvidence } from '../support/evidence.ts';
import { memoryApprovals } from '../support/memory/approvals.ts';
import { memoryDocuments } from '../support/memory/documents.ts';
import { memoryRegistry } from '../support/memory/model-registry.ts';
import { memorySessions, memoryTries } from '../support/memory/sessions.ts';
import { memoryKey } from '../support/memory/signing.ts';
import { aValidationReport } from '../support/validation.ts';

export const SITE = 'https://approve.example';
const KEY = 'arn:aws:kms:eu-central-1:000000000000:key/decisions';

export interface WorldSettings {
  readonly request?: Partial<ApprovalRequest>;
  readonly version?: Partial<ModelVersion>;
  readonly evidence?: Partial<Evidence>;
}

/** The approval pages over in-memory ports, with one request that waits and a session for everybody. */
export const anApprovalWorld = async ({
  request: over = {},
  version: versionOver = {},
  evidence = {},
}: WorldSettings = {}) => {
  const documents = memoryDocuments();
  const evaluation = await documents.keepJson(anEvidence(evidence));
  const validation = await documents.keepJson(aValidationReport());
  const version = aVersion({ evidence: { validation, evaluation }, ...versionOver });
  const request = aRequest({ bound: { ...aRequest().bound, validation, evaluation }, ...over });
  const registry = memoryRegistry();
  registry.seed(version);
  const approvals = memoryApprovals(registry);
  approvals.tamper(request);
  const sessions = memorySessions();
  const key = memoryKey(KEY);
  const woken: { taskToken: string; requestId: string }[] = [];
  const state = {
    policy: aPolicy() as Policy,
    now: NOW,
    completeTask: (async (taskToken, { requestId }) => {
      woken.push({ taskToken, requestId });
      return 'delivered';
    }) as CompleteTask,
  };
  const ids = counter();
  const run = createApprovals({
    sessions,
    approvals,
    registry,
    policies: {
      current: async () => ({ policy: state.policy, sha256: '' }),
      bySha256: async () => ({ policy: state.policy, sha256: '' }),
    },
    evidence: documents,
    signer: key.signer,
    verify: key.verify,
    completeTask: (token, output) => state.completeTask(token, output),
    countTry: memoryTries(),
    siteUrl: SITE,
    clock: () => state.now,
    randomId: () => `attempt-${ids.next().value}`,
  });
  const cookieOf = (subject: string) => subject.padEnd(43, '0');
  for (const subject of ['grace', 'ada', 'rosa', 'mina', 'tom', 'otto'])
    await sessions.save(keptUnder('session', cookieOf(subject)), aSession(subject));

  const get = (over: Partial<HttpRequest> & { readonly as?: string } = {}) => {
    const { as, ...rest } = over;
    return run({
      method: 'GET',
      path: `/r/${REQUEST_ID}`,
      query: new URLSearchParams(),
      headers: {},
      cookies: as ? { [SESSION_COOKIE]: cookieOf(as) } : {},
      params: { id: REQUEST_ID },
      body: '',
      bodyBytes: 0,
      sourceIp: '203.0.113.7',
      ...rest,
    });
  };
  const fields = async (as: string, more: Record<string, string> = {}) => ({
    csrf: csrfToken(aSession(as), REQUEST_ID),
    decision: 'approve',
    name: 'credit-risk',
    comment: '',
    shown: shownDigest((await approvals.find(REQUEST_ID)) ?? request),
    ...more,
  });
  const post = async (
    as: string | undefined,
    form: string | Record<string, string> = {},
    over: Partial<HttpRequest> = {},
  ) => {
    const body = typeof form === 'string' ? form : new URLSearchParams(await fields(as ?? 'rosa', form)).toString();
    return get({
      ...(as && { as }),
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: SITE,
        'sec-fetch-site': 'same-origin',
      },
      body,
      bodyBytes: Buffer.byteLength(body),
      ...over,
    });
  };
  const current = async () => (await approvals.find(REQUEST_ID)) as ApprovalRequest;
  return { get, post, fields, current, state, registry, approvals, woken, key, version, sessions, cookieOf };
};

function* counter() {
  for (let count = 1; ; count += 1) yield count;
}
