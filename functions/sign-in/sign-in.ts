import type { IdentityProvider, Session, Sessions, SignIns } from '../../shared/approval/ports.ts';
import {
  clearedCookie,
  cookie,
  csrfMatches,
  currentSession,
  isSameSite,
  keptUnder,
  newSession,
  returnPath,
  SESSION_COOKIE,
  SIGN_IN_COOKIE,
  SIGN_IN_SECONDS,
} from '../../shared/approval/session.ts';
import {
  methodNotAllowedPage,
  notFoundPage,
  signedOutPage,
  signInFailedPage,
} from '../../shared/approval/state-pages.ts';
import { type Clock, epochSeconds } from '../../shared/kernel/clock.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/runtime/http.ts';

interface Deps {
  readonly identityProvider: IdentityProvider;
  readonly sessions: Sessions;
  readonly signIns: SignIns;
  readonly siteUrl: string;
  readonly clock: Clock;
  /** 256 random bits, base64url. */
  readonly randomId: () => string;
}

/** Name of the sign-out form for its token. */
export const SIGN_OUT = 'sign-out';

/** Signs people in through the company's identity provider, and out again. */
export const createSignIn =
  (deps: Deps) =>
  async (request: HttpRequest): Promise<HttpAnswer> => {
    const route = routes[request.path];
    if (!route) return { status: 404, body: notFoundPage() };
    if (request.method !== route.method)
      return { status: 405, headers: { allow: route.method }, body: methodNotAllowedPage() };
    return route.run(deps, request);
  };

type Run = (deps: Deps, request: HttpRequest) => Promise<HttpAnswer>;

/** Sends the browser to the identity provider. State, nonce and PKCE verifier are kept here, for one use. */
const begin: Run = async ({ identityProvider, signIns, clock, randomId }, { query }) => {
  const [state, nonce, verifier] = [randomId(), randomId(), randomId()];
  const expiresAt = epochSeconds(clock()) + SIGN_IN_SECONDS;
  await signIns.save(keptUnder('sign-in', state), { verifier, nonce, next: returnPath(query.get('next')), expiresAt });
  return {
    status: 303,
    headers: { location: await identityProvider.signInUrl({ state, nonce, verifier }) },
    cookies: [cookie(SIGN_IN_COOKIE, state, SIGN_IN_SECONDS)],
  };
};

/** Back from the identity provider: only in the browser that set out, only once, and always with a new session id. */
const finish: Run = async ({ identityProvider, sessions, signIns, clock, randomId }, { query, cookies }) => {
  const state = query.getAll('state').length === 1 ? query.get('state') : null;
  if (!state || state !== cookies[SIGN_IN_COOKIE]) return failed('/');
  const signIn = await signIns.take(keptUnder('sign-in', state));
  const now = clock();
  if (!signIn || epochSeconds(now) >= signIn.expiresAt) return failed('/');
  const { nonce, verifier, next } = signIn;
  const identity = await identityProvider.identify(query, { state, nonce, verifier });
  if (!identity) return failed(next);
  const before = cookies[SESSION_COOKIE];
  if (before) await sessions.remove(keptUnder('session', before));
  const id = randomId();
  await sessions.save(keptUnder('session', id), newSession(identity, randomId(), now));
  return {
    status: 303,
    headers: { location: next },
    cookies: [cookie(SESSION_COOKIE, id), clearedCookie(SIGN_IN_COOKIE)],
  };
};

const end: Run = async ({ sessions, siteUrl, clock }, { headers, cookies, body }) => {
  const session: Session | undefined = await currentSession(sessions, cookies, clock());
  const token = new URLSearchParams(body ?? '').get('csrf') ?? '';
  if (session && !(isSameSite(headers, siteUrl) && csrfMatches(session, SIGN_OUT, token)))
    return { status: 403, body: signInFailedPage('/') };
  if (session) await sessions.remove(keptUnder('session', cookies[SESSION_COOKIE] ?? ''));
  return { status: 200, cookies: [clearedCookie(SESSION_COOKIE)], body: signedOutPage() };
};

const failed = (next: string): HttpAnswer => ({
  status: 401,
  cookies: [clearedCookie(SIGN_IN_COOKIE)],
  body: signInFailedPage(next),
});

const routes: Readonly<Record<string, { readonly method: string; readonly run: Run }>> = {
  '/sign-in': { method: 'GET', run: begin },
  '/signed-in': { method: 'GET', run: finish },
  '/sign-out': { method: 'POST', run: end },
};
