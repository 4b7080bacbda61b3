import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { createProvider } from './configuration.ts';
import { homePage, signInGonePage, signInPage } from './identity-pages.ts';
import { loadKeys } from './keys.ts';
import type { Client, Persona } from './persona.ts';

export interface IdentityDeps {
  /** Port on 127.0.0.1; it is part of the issuer. */
  readonly port: number;
  /** Where the keys are kept. */
  readonly folder: string;
  readonly clients: readonly Client[];
  readonly personas: readonly Persona[];
  /** Hears of errors inside the provider, which a person only sees as "something went wrong". */
  onError?(error: Error): void;
}

export interface IdentityProvider {
  readonly issuer: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A real OpenID provider whose people sign in by choosing themselves on a page. */
export const createIdentityProvider = (deps: IdentityDeps): IdentityProvider => {
  const issuer = `http://127.0.0.1:${deps.port}`;
  let server: Server | undefined;

  return {
    issuer,
    start: async () => {
      const provider = createProvider(issuer, await loadKeys(deps.folder), deps.clients, deps.personas);
      if (deps.onError) provider.on('server_error', (_context, error) => deps.onError?.(error));
      const handle = provider.callback();
      server = createServer((request, response) => {
        const { pathname } = new URL(request.url ?? '/', issuer);
        if (pathname === '/') return sendPage(response, 200, homePage(issuer, deps.personas));
        if (!pathname.startsWith('/sign-in/')) return handle(request, response);
        signIn(provider, deps, request, response).catch(() => sendPage(response, 410, signInGonePage()));
      });
      server.listen(deps.port, '127.0.0.1');
      await once(server, 'listening');
    },
    stop: async () => {
      if (!server) return;
      server.closeAllConnections();
      await new Promise((resolve) => server?.close(resolve));
      server = undefined;
    },
  };
};

const signIn = async (provider: Provider, deps: IdentityDeps, request: IncomingMessage, response: ServerResponse) => {
  const { uid, params, session } = await provider.interactionDetails(request, response);
  const action = `/sign-in/${uid}`;
  if (new URL(request.url ?? '/', 'http://idp').pathname !== action)
    throw new Error('This sign-in belongs to another page.');

  const subject = request.method === 'POST' ? new URLSearchParams(await readForm(request)).get('persona') : undefined;
  const persona = deps.personas.find((one) => one.subject === subject);
  if (!persona) {
    const redirects = deps.clients.flatMap(({ redirectUris }) => redirectUris.map((uri) => new URL(uri).origin));
    return sendPage(
      response,
      request.method === 'POST' ? 400 : 200,
      signInPage(deps.personas, action, String(params.client_id)),
      redirects,
    );
  }
  // What a provider with a password and a second factor would say; the page tells that it is a rehearsal.
  const login = { accountId: persona.subject, amr: ['pwd', 'mfa'], remember: false };
  const returnTo = await provider.interactionResult(request, response, { login });
  if (session) await forgetLastPerson(provider, session.uid);
  response.writeHead(303, { location: returnTo, 'cache-control': 'no-store' }).end();
};

/** Left in, the last person would first be signed out by a page that needs a script. */
const forgetLastPerson = async (provider: Provider, sessionUid: string): Promise<void> => {
  const session = await provider.Session.findByUid(sessionUid);
  if (!session) return;
  session.accountId = undefined;
  session.authorizations = undefined;
  await session.persist();
};

const readForm = async (request: IncomingMessage): Promise<string> => {
  let form = '';
  for await (const chunk of request as AsyncIterable<Buffer>) {
    form += chunk.toString('utf8');
    if (form.length > 8192) throw new Error('The form is too large.');
  }
  return form;
};

/** `formTargets`: a browser applies `form-action` to the redirects after a POST too, and those lead back to the applications. */
const sendPage = (
  response: ServerResponse,
  status: number,
  html: string,
  formTargets: readonly string[] = [],
): void => {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; form-action ${["'self'", ...new Set(formTargets)].join(' ')}; base-uri 'none'; frame-ancestors 'none'`;
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
  });
  response.end(html);
};
