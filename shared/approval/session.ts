import { createHmac, timingSafeEqual } from 'node:crypto';
import { labelledHash, sha256 } from '../kernel/canonical.ts';
import { epochSeconds } from '../kernel/clock.ts';
import type { Identity, Session, Sessions } from './ports.ts';

/** `__Host-`: only this host can set it, only over a secure connection, for the whole site (A-05). */
export const SESSION_COOKIE = '__Host-slipway';
/** Ties a sign-in on its way to the browser that began it. */
export const SIGN_IN_COOKIE = '__Host-slipway-sign-in';

const SESSION_SECONDS = 8 * 3600;
export const SIGN_IN_SECONDS = 600;

const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax';

/** `Set-Cookie` value. Without an age the cookie ends with the browser. */
export const cookie = (name: string, value: string, maxAgeSeconds?: number): string =>
  `${name}=${value}; ${attributes}${maxAgeSeconds === undefined ? '' : `; Max-Age=${maxAgeSeconds}`}`;

export const clearedCookie = (name: string): string => cookie(name, '', 0);

/** Where a random value is kept: only its hash is stored, so that reading the table lets nobody in. */
export const keptUnder = (kind: 'session' | 'sign-in', value: string): string => labelledHash(`${kind}/v1`, value);

/** A session for somebody who has just signed in. `csrf` is random. */
export const newSession = (identity: Identity, csrf: string, now: Date): Session => ({
  ...identity,
  expiresAt: epochSeconds(now) + SESSION_SECONDS,
  csrf,
});

/** The session behind a request's cookies, if it is one of ours and still runs. */
export const currentSession = async (
  sessions: Sessions,
  cookies: Readonly<Record<string, string | undefined>>,
  now: Date,
): Promise<Session | undefined> => {
  const value = cookies[SESSION_COOKIE];
  if (value === undefined || !/^[A-Za-z0-9_-]{43}$/.test(value)) return undefined;
  const session = await sessions.find(keptUnder('session', value));
  return session && epochSeconds(now) < session.expiresAt ? session : undefined;
};

/** Form token for one action in one session (A-04). `action` is a request's id, or the name of another form. */
export const csrfToken = (session: Pick<Session, 'csrf'>, action: string): string =>
  createHmac('sha256', session.csrf).update(`csrf/v1\0${action}`).digest('base64url');

export const csrfMatches = (session: Pick<Session, 'csrf'>, action: string, token: string): boolean =>
  // Both sides are hashed first: a comparison in constant time needs equal lengths.
  timingSafeEqual(Buffer.from(sha256(csrfToken(session, action))), Buffer.from(sha256(token)));

/** Whether a form came from our own page (A-04). Old browsers send no `Sec-Fetch-Site`; then `Origin` must be there. */
export const isSameSite = (headers: Readonly<Record<string, string | undefined>>, siteUrl: string): boolean => {
  const site = headers['sec-fetch-site'];
  const origin = headers.origin;
  if (site !== undefined && site !== 'same-origin') return false;
  if (origin !== undefined) return origin === new URL(siteUrl).origin;
  return site !== undefined;
};

const returnable: readonly RegExp[] = [
  /^\/$/,
  /^\/r\/[A-Za-z0-9_-]{22}$/,
  /^\/models(\/[a-z][a-z0-9-]{1,30}\/[a-z][a-z0-9-]{1,62}(\/[0-9a-z.-]{5,32})?)?$/,
  /^\/reports\/[A-Za-z0-9./-]{1,300}\.html$/,
];

/** Where to go after sign-in: a path of ours from a short list, else the front page (A-19, X-38). */
export const returnPath = (wanted: string | null | undefined): string =>
  wanted && returnable.some((path) => path.test(wanted)) ? wanted : '/';
