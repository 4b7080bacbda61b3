import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdentityProvider, type IdentityProvider } from '../../../../infra/local/identity/identity-provider.ts';

const callback = 'http://127.0.0.1:9/sign-in/callback';
const goodbye = 'http://127.0.0.1:9/goodbye';
const rosa = {
  subject: 'rosa',
  name: 'Rosa Klein',
  email: 'rosa@example.com',
  groups: ['model-risk'],
  title: 'model risk',
};
const ada = {
  subject: 'ada',
  name: 'Ada <Obi>',
  email: 'ada@example.com',
  groups: ['lending', 'owners'],
  title: 'business owner',
};

let provider: IdentityProvider;
let folder: string;
let configuration: oidc.Configuration;

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

const start = async (port: number) => {
  const made = createIdentityProvider({
    port,
    folder,
    clients: [{ clientId: 'slipway', redirectUris: [callback], postLogoutRedirectUris: [goodbye] }],
    personas: [rosa, ada],
  });
  await made.start();
  return made;
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'identity-'));
  provider = await start(await freePort());
  configuration = await oidc.discovery(new URL(provider.issuer), 'slipway', undefined, oidc.None(), {
    execute: [oidc.allowInsecureRequests],
  });
});

afterAll(async () => {
  await provider.stop();
  await rm(folder, { recursive: true });
});

/** A browser without a screen: follows redirects on the provider's origin and keeps its cookies. */
const createBrowser = () => {
  const jar = new Map<string, string>();
  const go = async (url: string | URL, init: RequestInit = {}): Promise<{ url: string; response: Response }> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    const location = response.headers.get('location');
    if (!location) return { url: String(url), response };
    const next = new URL(location, url);
    return next.origin === provider.issuer ? go(next) : { url: next.href, response };
  };
  const choose = (url: string, persona: string) => go(url, { method: 'POST', body: new URLSearchParams({ persona }) });
  return { go, choose, jar };
};

const authorization = async (extra: Record<string, string> = {}) => {
  const verifier = oidc.randomPKCECodeVerifier();
  const url = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: callback,
    scope: 'openid profile email groups',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: 'the-state',
    nonce: 'the-nonce',
    ...extra,
  });
  const exchange = (answer: string) =>
    oidc.authorizationCodeGrant(configuration, new URL(answer), {
      pkceCodeVerifier: verifier,
      expectedState: 'the-state',
      expectedNonce: 'the-nonce',
      maxAge: 300,
    });
  return { url, exchange };
};

describe('the identity provider', () => {
  it('signs a chosen person in, with every claim in the ID token', async () => {
    const browser = createBrowser();
    const { url, exchange } = await authorization({ max_age: '300' });

    const page = await browser.go(url);
    const back = await browser.choose(page.url, 'rosa');
    const claims = (await exchange(back.url)).claims();

    expect(claims).toMatchObject({
      sub: 'rosa',
      name: 'Rosa Klein',
      email: 'rosa@example.com',
      groups: ['model-risk'],
      amr: ['pwd', 'mfa'],
      iss: provider.issuer,
      aud: 'slipway',
    });
    expect(Math.abs(Date.now() / 1000 - Number(claims?.auth_time))).toBeLessThan(60);
  });

  it('shows everybody on the sign-in page, escaped, and says that it is a rehearsal', async () => {
    const { response } = await createBrowser().go((await authorization()).url);
    const html = await response.text();

    expect(html).toContain('Who are you today?');
    expect(html).toContain('rehearsal');
    expect(html).toContain('name="persona" value="rosa"');
    expect(html).not.toContain('<Obi>');
    expect(html).not.toContain('<script');
    expect(response.headers.get('content-security-policy')).toContain("form-action 'self' http://127.0.0.1:9;");
  });

  it('asks again at the next sign-in, so that one browser can play two people', async () => {
    const browser = createBrowser();
    const first = await authorization();
    await browser.choose((await browser.go(first.url)).url, 'rosa');

    const second = await authorization();
    const page = await browser.go(second.url);
    expect(await page.response.text()).toContain('Who are you today?');
    const claims = (await second.exchange((await browser.choose(page.url, 'ada')).url)).claims();

    expect(claims).toMatchObject({ sub: 'ada', groups: ['lending', 'owners'] });
  });

  it('gives only the claims of the scopes that were asked', async () => {
    const browser = createBrowser();
    const { url, exchange } = await authorization({ scope: 'openid' });

    const claims = (await exchange((await browser.choose((await browser.go(url)).url, 'rosa')).url)).claims();

    expect(claims).not.toHaveProperty('email');
    expect(claims).not.toHaveProperty('groups');
  });

  it('refuses a code without its verifier, and a code used twice', async () => {
    const browser = createBrowser();
    const { url, exchange } = await authorization();
    const back = await browser.choose((await browser.go(url)).url, 'rosa');

    await expect(
      oidc.authorizationCodeGrant(configuration, new URL(back.url), {
        expectedState: 'the-state',
        expectedNonce: 'the-nonce',
      }),
    ).rejects.toThrow();
    await exchange(back.url);
    await expect(exchange(back.url)).rejects.toThrow();
  });

  it('refuses a request without PKCE', async () => {
    const { url } = await authorization();
    url.searchParams.delete('code_challenge');
    url.searchParams.delete('code_challenge_method');

    expect((await createBrowser().go(url)).url).toContain('error=invalid_request');
  });

  it('refuses a return address that is not registered, with a page that helps', async () => {
    const { response } = await createBrowser().go(
      (await authorization({ redirect_uri: 'http://127.0.0.1:9/other' })).url,
    );

    expect(response.status).toBe(400);
    expect(await response.text()).toContain('The sign-in could not go on');
  });

  it('asks again for a person whom it does not know', async () => {
    const browser = createBrowser();
    const page = await browser.go((await authorization()).url);

    const { response } = await browser.choose(page.url, 'mallory');

    expect(response.status).toBe(400);
    expect(await response.text()).toContain('Who are you today?');
  });

  it('answers a sign-in of another browser, or an old one, with a page', async () => {
    const page = await createBrowser().go((await authorization()).url);

    const { response } = await createBrowser().choose(page.url, 'rosa');

    expect(response.status).toBe(410);
    expect(await response.text()).toContain('This sign-in is over');
  });

  it('signs out and returns to the application', async () => {
    const browser = createBrowser();
    const { url, exchange } = await authorization();
    const tokens = await exchange((await browser.choose((await browser.go(url)).url, 'rosa')).url);

    const leaving = oidc.buildEndSessionUrl(configuration, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: goodbye,
    });
    const page = await browser.go(leaving);
    const html = await page.response.text();
    expect(html).toContain('Sign out?');
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const done = await browser.go(`${provider.issuer}/session/end/confirm`, {
      method: 'POST',
      body: new URLSearchParams({ xsrf, logout: 'yes' }),
    });

    expect(done.url).toBe(goodbye);
  });

  it('uses cookie names of its own, since ports share the cookies of a host', async () => {
    const browser = createBrowser();
    await browser.go((await authorization()).url);

    expect([...browser.jar.keys()].every((name) => name.startsWith('rehearsal_idp_'))).toBe(true);
  });

  it('keeps its keys over a restart, readable by the owner only', async () => {
    const kid = async () =>
      ((await (await fetch(`${provider.issuer}/jwks`)).json()) as { keys: { kid: string }[] }).keys[0]?.kid;
    const before = await kid();

    await provider.stop();
    provider = await start(Number(new URL(provider.issuer).port));

    expect(await kid()).toBe(before);
    expect((await stat(path.join(folder, 'identity-keys.json'))).mode & 0o077).toBe(0);
  });
});
