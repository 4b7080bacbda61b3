import { maySee } from '../../shared/approval/eligibility.ts';
import type { Session } from '../../shared/approval/ports.ts';
import { currentSession } from '../../shared/approval/session.ts';
import { methodNotAllowedPage, notFoundPage } from '../../shared/approval/state-pages.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/runtime/http.ts';
import { answerDecision } from './answer-decision.ts';
import type { Deps } from './deps.ts';
import { showRequest } from './show-request.ts';

const ID = /^[A-Za-z0-9_-]{22}$/;

/**
 * The approval pages. Looking changes nothing, whoever looks and however often (A-02); a decision is a POST by somebody
 * who signed in, and the checks come in the order of A-09.
 */
export const createApprovals =
  (deps: Deps) =>
  async (http: HttpRequest): Promise<HttpAnswer> => {
    const { method, params, cookies } = http;
    // An id that cannot be one becomes one that nobody has, and is looked up like any other (A-16).
    const id = ID.test(params.id ?? '') ? (params.id ?? '') : NOBODYS;
    if (method !== 'GET' && method !== 'HEAD' && method !== 'POST')
      return { status: 405, headers: { allow: 'GET, HEAD, POST' }, body: methodNotAllowedPage() };
    const session = await currentSession(deps.sessions, cookies, deps.clock());
    if (method === 'POST') return answerDecision(deps, http, id, session);
    return session ? look(deps, id, session) : signInFirst(id);
  };

const NOBODYS = 'A'.repeat(22);

/** The same for every id, real or not. */
const signInFirst = (id: string): HttpAnswer => ({
  status: 303,
  headers: { location: `/sign-in?next=${encodeURIComponent(`/r/${id}`)}` },
});

const look = async (deps: Deps, id: string, session: Session): Promise<HttpAnswer> => {
  const [request, { policy }] = await Promise.all([deps.approvals.find(id), deps.policies.current()]);
  if (!request || !maySee(request, session, policy)) return { status: 404, body: notFoundPage() };
  return showRequest(deps, request, session);
};
