import * as oidc from 'openid-client';
import type { IdentityProvider } from '../approval/ports.ts';
import { AppError } from '../kernel/errors.ts';

/** The identity provider does not answer, or not as one. */
class IdentityProviderUnreachable extends AppError {
  override readonly name = 'IdentityProviderUnreachable';
  constructor(issuer: string, options?: ErrorOptions) {
    super(`${issuer} does not answer as an OpenID provider`, { issuer }, options);
  }
}

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Where the provider sends the browser back to; from configuration, never from a request. */
  readonly redirectUri: string;
}

/** With `max_age` the provider must say when the person signed in, even one that overlooks `prompt=login`. */
const SIGN_IN_AGE = 600;

/**
 * OpenID Connect, authorization code with PKCE, public client. What the provider says is discovered at the first use and
 * kept. Plain http is allowed for loopback issuers only.
 */
export const oidcIdentityProvider = ({ issuer, clientId, redirectUri }: OidcSettings): IdentityProvider => {
  let discovered: Promise<oidc.Configuration> | undefined;
  const configuration = (): Promise<oidc.Configuration> => {
    discovered ??= discover(issuer, clientId).catch((error: unknown) => {
      discovered = undefined;
      throw new IdentityProviderUnreachable(issuer, { cause: error });
    });
    return discovered;
  };

  return {
    async signInUrl({ state, nonce, verifier }) {
      const url = oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: 'openid profile email',
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        prompt: 'login',
        max_age: String(SIGN_IN_AGE),
      });
      return url.href;
    },
    async identify(answer, { state, nonce, verifier }) {
      const config = await configuration();
      try {
        const back = new URL(redirectUri);
        back.search = answer.toString();
        const tokens = await oidc.authorizationCodeGrant(config, back, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          maxAge: SIGN_IN_AGE,
        });
        return identityOf(tokens.claims());
      } catch (error) {
        if (isRefusal(error)) return undefined;
        throw error;
      }
    },
  };
};

const discover = (issuer: string, clientId: string): Promise<oidc.Configuration> =>
  oidc.discovery(new URL(issuer), clientId, undefined, oidc.None(), {
    execute: isLoopback(issuer) ? [oidc.allowInsecureRequests] : [],
  });

const isLoopback = (issuer: string): boolean => {
  const { protocol, hostname } = new URL(issuer);
  return protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]');
};

/** The provider or the person said no, or the answer does not hold: no error of ours, and no session. */
const isRefusal = (error: unknown): boolean =>
  error instanceof oidc.AuthorizationResponseError ||
  error instanceof oidc.ResponseBodyError ||
  error instanceof oidc.ClientError;

const identityOf = (claims: oidc.IDToken | undefined) => {
  if (!claims) return undefined;
  const { sub, name, email, auth_time, iat } = claims;
  return {
    subject: sub,
    name: typeof name === 'string' ? name : sub,
    email: typeof email === 'string' ? email : '',
    signedInAt: typeof auth_time === 'number' ? auth_time : iat,
  };
};
