import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Env } from '../../functions/sign-in/env.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import type { Foundation } from './foundation.ts';
import type { Site } from './site.ts';

export interface SignInProps extends Foundation {
  readonly site: Site;
  readonly oidcIssuer: string;
  readonly oidcClientId: string;
}

/** Signs people in at the deployer's identity provider (code flow with PKCE) and keeps their sessions. */
export class SignIn extends Construct {
  constructor(scope: Construct, id: string, { stage, storage, site, oidcIssuer, oidcClientId }: SignInProps) {
    super(scope, id);
    const signIn = new PipelineFunction<Env>(this, 'Function', {
      name: 'sign-in',
      environment: {
        APPROVALS_TABLE: storage.approvals.table.tableName,
        SITE_URL: site.url,
        OIDC_ISSUER: oidcIssuer,
        OIDC_CLIENT_ID: oidcClientId,
      },
      impact: 'People cannot sign in, so nobody can decide or read the registry pages.',
      logDays: stage.logDays,
      timeout: Duration.seconds(28),
    });
    storage.approvals.allowSessions(signIn);
    site.pages('SignIn', signIn, ['GET /sign-in', 'GET /signed-in', 'POST /sign-out']);
  }
}
