import { decide, type Outcome, type RefusalCode, refusals } from '../../shared/approval/decision.ts';
import { deliver } from '../../shared/approval/deliver.ts';
import { maySee } from '../../shared/approval/eligibility.ts';
import { type DecisionInput, readDecision } from '../../shared/approval/form.ts';
import type { Session } from '../../shared/approval/ports.ts';
import { type Attempt, attemptRecord, voteRecord } from '../../shared/approval/records.ts';
import type { ApprovalRequest } from '../../shared/approval/schema.ts';
import { notFoundPage, problemPage, tooManyPage } from '../../shared/approval/state-pages.ts';
import { sign, signatureProblem, statementDigest } from '../../shared/approval/statement.ts';
import { DecisionNotValid } from '../../shared/deployment/errors.ts';
import { VersionConflict } from '../../shared/registry/errors.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/runtime/http.ts';
import { errorFacts, log } from '../../shared/runtime/logger.ts';
import { checkForm } from './check-form.ts';
import type { Deps } from './deps.ts';
import { showRequest } from './show-request.ts';
import { sourceOf } from './source.ts';

/** POSTs a person may make in a minute, and refused ones that are put on record for one request in a minute. */
const TRIES_PER_PERSON = 10;
const RECORDED_REFUSALS = 60;
const CONFLICTS = 10;

/** Takes a decision from the form, records it together with its audit record, and wakes the waiting machine. */
export const answerDecision = async (
  deps: Deps,
  http: HttpRequest,
  id: string,
  session: Session | undefined,
): Promise<HttpAnswer> => {
  const form = checkForm(http, id, session, deps.siteUrl);
  if (session === undefined)
    return form.kind === 'refused' ? problem(form.http, form.text, id) : problem(401, 'You are not signed in.', id);
  if ((await deps.countTry(`person#${session.subject}`, 60, deps.clock())) > TRIES_PER_PERSON)
    return { status: 429, headers: { 'retry-after': '60' }, body: tooManyPage() };

  const [request, { policy }] = await Promise.all([deps.approvals.find(id), deps.policies.current()]);
  const attempt: Attempt = { session, at: deps.clock(), attemptId: deps.randomId(), source: sourceOf(http) };
  if (form.kind === 'refused') {
    if (request) await recordRefusal(deps, request, attempt, form.code, form.text);
    return problem(form.http, form.text, id);
  }
  if (!request || !maySee(request, session, policy)) {
    if (request)
      await recordRefusal(deps, request, attempt, 'not-for-you', 'The person has nothing to do with this request.');
    return { status: 404, body: notFoundPage() };
  }
  const input = readDecision(form.fields);
  if (!input) {
    await recordRefusal(deps, request, attempt, 'bad-decision', 'The form held no decision.');
    return problem(400, 'The form held no decision. Nothing was changed.', id);
  }
  return takeDecision(deps, id, session, attempt, input);
};

/** Decides on the request as it is now; when somebody else saves first, reads and decides again. */
const takeDecision = async (
  deps: Deps,
  id: string,
  session: Session,
  attempt: Attempt,
  input: DecisionInput,
): Promise<HttpAnswer> => {
  for (let tries = 1; ; tries += 1) {
    const [request, { policy }] = await Promise.all([deps.approvals.find(id), deps.policies.current()]);
    if (!request) return { status: 404, body: notFoundPage() };
    const versions = await deps.registry.versionsOf(request);
    const outcome = decide(request, session, input, { policy, versions, now: attempt.at });
    if (outcome.kind === 'refused') return refuse(deps, request, session, attempt, input, outcome.code);
    if (outcome.kind === 'recorded') return showRequest(deps, request, session);
    try {
      const saved = await save(deps, request, outcome, attempt);
      if (saved.status === 'decided') await deliverNow(deps, saved);
      return { status: 303, headers: { location: `/r/${id}` } };
    } catch (error) {
      if (!(error instanceof VersionConflict) || tries === CONFLICTS) throw error;
    }
  }
};

type Made = Exclude<Outcome, { kind: 'refused' | 'recorded' }>;

/** Signs before saving: a decision without a signature never exists. @throws VersionConflict, DecisionNotValid */
const save = async (
  { approvals, signer, verify }: Deps,
  request: ApprovalRequest,
  { next, vote, kind }: Made,
  attempt: Attempt,
): Promise<ApprovalRequest> => {
  const forged = request.votes.length > 0 ? await signatureProblem(request, verify) : undefined;
  if (forged !== undefined) throw new DecisionNotValid(request.requestId, `of the votes so far, ${forged}`);
  const statement = await sign(next, signer);
  const signed = { ...next, statement };
  await approvals.save(signed, [voteRecord(kind, signed, vote, attempt, statementDigest(statement))]);
  return signed;
};

/** The decision stands whether or not the machine can be told now: what fails here is delivered by the sweep. */
const deliverNow = async (deps: Deps, request: ApprovalRequest): Promise<void> => {
  try {
    await deliver(deps, request);
  } catch (error) {
    log('error', 'a decision could not be delivered yet', { requestId: request.requestId, ...errorFacts(error) });
  }
};

const refuse = async (
  deps: Deps,
  request: ApprovalRequest,
  session: Session,
  attempt: Attempt,
  input: DecisionInput,
  code: RefusalCode,
): Promise<HttpAnswer> => {
  await recordRefusal(deps, request, attempt, code, refusals[code].text);
  const shown = await showRequest(deps, request, session, { code, comment: input.comment });
  return { ...shown, status: refusals[code].http };
};

/** Puts a refused attempt on record, with its reason and never with its input. A flood is refused without being recorded. */
const recordRefusal = async (
  { registry, countTry, clock }: Deps,
  request: ApprovalRequest,
  attempt: Attempt,
  code: string,
  text: string,
): Promise<void> => {
  if ((await countTry(`refused#${request.requestId}`, 60, clock())) > RECORDED_REFUSALS) return;
  await registry.commit([], [attemptRecord(request, attempt, code, text)]);
};

const problem = (status: number, text: string, id: string): HttpAnswer => ({ status, body: problemPage(text, id) });
