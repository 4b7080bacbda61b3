import { documents } from '../../shared/adapters/clients.ts';
import { dynamoSessions, dynamoSignIns } from '../../shared/adapters/dynamo-sessions.ts';
import { oidcIdentityProvider } from '../../shared/adapters/oidc-client.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { randomId } from '../../shared/kernel/random.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { http } from '../../shared/runtime/http.ts';
import { env } from './env.ts';
import { createSignIn } from './sign-in.ts';

const { APPROVALS_TABLE, SITE_URL, OIDC_ISSUER, OIDC_CLIENT_ID } = readEnv(env);

export const handler = http(
  createSignIn({
    identityProvider: oidcIdentityProvider({
      issuer: OIDC_ISSUER,
      clientId: OIDC_CLIENT_ID,
      redirectUri: new URL('/signed-in', SITE_URL).href,
    }),
    sessions: dynamoSessions(documents(), APPROVALS_TABLE),
    signIns: dynamoSignIns(documents(), APPROVALS_TABLE),
    siteUrl: SITE_URL,
    clock: systemClock,
    randomId: randomId(32),
  }),
);
