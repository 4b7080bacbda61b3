import Provider, { type Context, interactionPolicy } from 'oidc-provider';
import { createMemoryAdapter } from './adapter.ts';
import { errorPage, signedOutPage, signOutPage } from './identity-pages.ts';
import type { ProviderKeys } from './keys.ts';
import type { Client, Persona } from './persona.ts';

const scopes = ['openid', 'profile', 'email', 'groups'];

/** Makes the OpenID provider: authorization code with PKCE only, public clients, every claim in the ID token, no consent page. */
export const createProvider = (
  issuer: string,
  keys: ProviderKeys,
  clients: readonly Client[],
  personas: readonly Persona[],
): Provider => {
  const provider: Provider = new Provider(issuer, {
    adapter: createMemoryAdapter(),
    jwks: keys.jwks,
    clients: clients.map(({ clientId, redirectUris, postLogoutRedirectUris }) => ({
      client_id: clientId,
      redirect_uris: redirectUris,
      post_logout_redirect_uris: postLogoutRedirectUris,
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code'],
      response_types: ['code'],
    })),
    responseTypes: ['code'],
    pkce: { required: () => true },
    scopes,
    claims: {
      openid: ['sub', 'auth_time', 'amr'],
      profile: ['name', 'title'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
    },
    conformIdTokenClaims: false,
    findAccount: (_context: Context, subject: string) => accountOf(personas, subject),
    loadExistingGrant: (context: Context) => grantEverything(provider, context),
    interactions: { policy: signInEachTime(), url: (_context: Context, { uid }: { uid: string }) => `/sign-in/${uid}` },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context: Context, form: string) => show(context, signOutPage(form)),
        postLogoutSuccessSource: (context: Context) => show(context, signedOutPage()),
      },
    },
    renderError: (context: Context, out: { error: string; error_description?: string }) =>
      show(context, errorPage(out)),
    // Cookies of 127.0.0.1 are shared by all its ports, so these names must meet no other's.
    cookies: {
      keys: keys.cookieKeys,
      names: { session: 'rehearsal_idp_session', interaction: 'rehearsal_idp_sign_in', resume: 'rehearsal_idp_resume' },
    },
    ttl: { AccessToken: 3600, AuthorizationCode: 60, Grant: 86_400, IdToken: 3600, Interaction: 3600, Session: 86_400 },
  });
  return provider;
};

/** Asks at every sign-in, so that one browser can play the submitter and then the approver. */
const signInEachTime = () => {
  const { Check, base } = interactionPolicy;
  const policy = base();
  policy
    .get('login')
    .checks.add(
      new Check('choose_again', 'Every sign-in chooses a person', ({ oidc }) =>
        oidc.result?.login ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
      ),
    );
  return policy;
};

/** Consent is given by taking part in the rehearsal. */
const grantEverything = async (provider: Provider, { oidc }: Context) => {
  if (!oidc.client || !oidc.session?.accountId) return undefined;
  const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
  grant.addOIDCScope(scopes.join(' '));
  await grant.save();
  return grant;
};

const accountOf = (personas: readonly Persona[], subject: string) => {
  const persona = personas.find((one) => one.subject === subject);
  if (!persona) return undefined;
  const { name, email, groups, title } = persona;
  return {
    accountId: subject,
    claims: () => ({ sub: subject, name, email, email_verified: true, groups, title }),
  };
};

const show = (context: Context, html: string): void => {
  context.type = 'html';
  context.set(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  );
  context.body = html;
};
