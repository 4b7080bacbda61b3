import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSignIn, SIGN_OUT } from '../../functions/sign-in/sign-in.ts';
import { createIdentityProvider, type IdentityProvider } from '../../infra/local/identity/identity-provider.ts';
import { oidcIdentityProvider } from '../../shared/adapters/oidc-client.ts';
import { csrfToken, SESSION_COOKIE, SIGN_IN_COOKIE } from '../../shared/approval/session.ts';
import { epochSeconds, systemClock } from '../../shared/kernel/clock.ts';
import { randomId } from '../../shared/kernel/random.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/runtime/http.ts';
import { REQUEST_ID } from '../support/approval.ts';
import { memorySessions, memorySignIns } from '../support/memory/sessions.ts';

const SITE = 'http://127.0.0.1:9';

describe('signing in with a real identity provider', () => {
  let folder: string;
  let provider: IdentityProvider;
  let signIn: (request: HttpRequest) => Promise<HttpAnswer>;
  const sessions = memorySessions();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-identity-'));
    provider = createIdentityProvider({
      port: await freePort(),
      folder,
      clients: [{ clientId: 'slipway', redirectUris: [`${SITE}/signed-in`], postLogoutRedirectUris: [SITE] }],
      personas: [{ subject: 'rosa', name: 'Rosa Klein', email: 'rosa@example.com', groups: [], title: 'model risk' }],
    });
    await provider.start();
    signIn = createSignIn({
      identityProvider: oidcIdentityProvider({
        issuer: provider.issuer,
        clientId: 'slipway',
        redirectUri: `${SITE}/signed-in`,
      }),
      sessions,
      signIns: memorySignIns(),
      siteUrl: SITE,
      clock: systemClock,
      randomId: randomId(32),
    });
  });
  afterAll(async () => {
    await provider.stop();
    await rm(folder, { recursive: true });
  });

  const call = (path: string, over: Partial<HttpRequest> = {}) => {
    const url = new URL(path, SITE);
    return signIn({
      method: 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: {},
      cookies: {},
      params: {},
      body: '',
      bodyBytes: 0,
      sourceIp: '127.0.0.1',
      ...over,
    });
  };
  const begin = async (next = `/r/${REQUEST_ID}`) => {
    const answer = await call(`/sign-in?next=${encodeURIComponent(next)}`);
    const state = cookieValue(answer, SIGN_IN_COOKIE) ?? '';
    return { answer, state, cookies: { [SIGN_IN_COOKIE]: state } };
  };
  const through = async (next?: string) => {
    const begun = await begin(next);
    const back = await chooseRosa(begun.answer.headers?.location ?? '');
    return { ...begun, back, callback: `/signed-in${new URL(back).search}` };
  };

  it('asks with PKCE, state and nonce, and for a new sign-in', async () => {
    const { answer, state } = await begin();
    const { searchParams } = new URL(answer.headers?.location ?? '');
    expect(answer.status).toBe(303);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      prompt: 'login',
      state,
      redirect_uri: `${SITE}/signed-in`,
    });
    expect(searchParams.get('nonce')).toHaveLength(43);
    expect(answer.cookies?.[0]).toMatch(/^__Host-slipway-sign-in=.*; Path=\/; Secure; HttpOnly; SameSite=Lax/);
  });

  it('X-37 ends in a new session under a hash, and in the page that was asked for', async () => {
    const { callback, cookies } = await through();

    const answer = await call(callback, { cookies: { ...cookies, [SESSION_COOKIE]: 'planted'.padEnd(43, 'x') } });

    expect(answer).toMatchObject({ status: 303, headers: { location: `/r/${REQUEST_ID}` } });
    const id = cookieValue(answer, SESSION_COOKIE) ?? '';
    expect(id).toMatch(/^[\w-]{43}$/);
    expect(id).not.toContain('planted');
    const [kept] = [...sessions.kept.values()];
    expect(kept).toMatchObject({ subject: 'rosa', name: 'Rosa Klein', email: 'rosa@example.com' });
    expect(Math.abs((kept?.signedInAt ?? 0) - epochSeconds(new Date()))).toBeLessThan(60);
    expect(JSON.stringify([...sessions.kept])).not.toContain(id);
  });

  it('takes an answer of the provider once, and only in the browser that set out', async () => {
    const { callback, cookies } = await through();
    expect((await call(callback)).status).toBe(401);
    expect((await call(callback, { cookies: { [SIGN_IN_COOKIE]: 'another' } })).status).toBe(401);
    expect((await call(callback, { cookies })).status).toBe(303);
    expect((await call(callback, { cookies })).status).toBe(401);
  });

  it('gives no session for a forged code', async () => {
    const { state, cookies } = await begin();
    const iss = encodeURIComponent(provider.issuer);
    const answer = await call(`/signed-in?code=forged&state=${state}&iss=${iss}`, { cookies });
    expect(answer.status).toBe(401);
    expect(cookieValue(answer, SESSION_COOKIE)).toBeUndefined();
  });

  it('says so when the person gave up at the provider', async () => {
    const { state, cookies } = await begin();
    const iss = encodeURIComponent(provider.issuer);
    const answer = await call(`/signed-in?error=access_denied&state=${state}&iss=${iss}`, { cookies });
    expect(answer.status).toBe(401);
    expect(answer.body).toContain(`next=${encodeURIComponent(`/r/${REQUEST_ID}`)}`);
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    'https:evil.example',
    '/r/%0d%0ax',
    '/sign-out',
    'https://evil.example/r',
  ])('X-38 goes to the front page instead of %s', async (next) => {
    const { callback, cookies } = await through(next);
    expect((await call(callback, { cookies })).headers?.location).toBe('/');
  });

  it('signs out with the form token of the session only', async () => {
    const { callback, cookies } = await through();
    const id = cookieValue(await call(callback, { cookies }), SESSION_COOKIE) ?? '';
    const session = [...sessions.kept.values()].at(-1);
    const out = (csrf: string, origin = SITE) =>
      call('/sign-out', {
        method: 'POST',
        cookies: { [SESSION_COOKIE]: id },
        headers: { origin },
        body: new URLSearchParams({ csrf }).toString(),
      });
    const before = sessions.kept.size;

    expect((await out('forged')).status).toBe(403);
    expect((await out(csrfToken(session ?? { csrf: '' }, SIGN_OUT), 'https://evil.example')).status).toBe(403);
    expect(sessions.kept.size).toBe(before);
    const answer = await out(csrfToken(session ?? { csrf: '' }, SIGN_OUT));

    expect(answer.status).toBe(200);
    expect(answer.cookies?.[0]).toContain('Max-Age=0');
    expect(sessions.kept.size).toBe(before - 1);
  });

  it('answers other paths and methods with 404 and 405', async () => {
    expect((await call('/sign-elsewhere')).status).toBe(404);
    expect((await call('/sign-out')).status).toBe(405);
    expect((await call('/sign-in', { method: 'POST' })).status).toBe(405);
  });
});

const cookieValue = (answer: HttpAnswer, name: string): string | undefined =>
  answer.cookies
    ?.find((cookie) => cookie.startsWith(`${name}=`))
    ?.split(';')[0]
    ?.slice(name.length + 1) || undefined;

/** A browser at the provider: follows redirects with its cookies, and chooses Rosa on the page. */
const chooseRosa = async (start: string): Promise<string> => {
  const jar = new Map<string, string>();
  let url = start;
  let form: string | undefined;
  for (let hops = 0; hops < 10; hops += 1) {
    if (url.startsWith(SITE)) return url;
    const response: Response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form && { body: form }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split(/=(.*)/s);
      jar.set(name, value);
    }
    const location = response.headers.get('location');
    form = location ? undefined : 'persona=rosa';
    url = location ? new URL(location, url).href : url;
  }
  throw new Error('the provider did not send the browser back');
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
